use std::sync::{Arc, PoisonError};

use chrono::{DateTime, Utc};

use crate::job::{CancelReason, Cancellation, JobError, JobId};
use crate::sync::atomic::{AtomicBool, Ordering};
use crate::sync::{Mutex, MutexGuard};

/// A run that is under way, as [`Scheduler::running`](crate::Scheduler::running) lists it.
/// A snapshot.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RunInfo {
    /// The job.
    pub job_id: JobId,
    /// The alias of its store.
    pub jobstore: Arc<str>,
    /// The time for which it was scheduled.
    pub scheduled_run_time: DateTime<Utc>,
    /// Which attempt it is, from 1. See [`Retry`](crate::Retry).
    pub attempt: u32,
    /// What it is doing.
    pub state: RunState,
    /// Since when.
    pub since: DateTime<Utc>,
}

/// What a run that is under way is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RunState {
    /// Waits in its executor.
    Queued,
    /// The function runs.
    Running,
    /// It has failed and waits for its next attempt.
    Retrying,
}

/// What a submission and those who look at it from outside share.
#[derive(Debug)]
pub(crate) struct RunControl {
    pub(crate) job_id: JobId,
    /// The alias of the job's store.
    pub(crate) jobstore: Arc<str>,
    /// Somebody wants it to end, with all that it has still to do. Changed under the lock.
    cancelled: AtomicBool,
    /// It was cancelled since it is no longer this node's.
    lost: AtomicBool,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    scheduled_run_time: DateTime<Utc>,
    attempt: u32,
    doing: RunState,
    /// Since when.
    since: DateTime<Utc>,
    /// Of the attempt that runs.
    cancellation: Option<Cancellation>,
    /// Whether that one ends where it waits when it is cancelled.
    droppable: bool,
}

impl RunControl {
    pub(crate) fn new(
        job_id: JobId,
        jobstore: Arc<str>,
        scheduled_run_time: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Self {
        let state = State {
            scheduled_run_time,
            attempt: 1,
            doing: RunState::Queued,
            since: now,
            cancellation: None,
            droppable: false,
        };
        RunControl {
            job_id,
            jobstore,
            cancelled: AtomicBool::new(false),
            lost: AtomicBool::new(false),
            state: Mutex::new(state),
        }
    }

    pub(crate) fn info(&self) -> RunInfo {
        let State { scheduled_run_time, attempt, doing: state, since, .. } = *self.state();
        let (job_id, jobstore) = (self.job_id.clone(), self.jobstore.clone());
        RunInfo { job_id, jobstore, scheduled_run_time, attempt, state, since }
    }

    /// An attempt begins. `None` if the run was cancelled before.
    pub(super) fn begin(
        &self,
        scheduled_run_time: DateTime<Utc>,
        attempt: u32,
        now: DateTime<Utc>,
        droppable: bool,
    ) -> Option<Cancellation> {
        let mut state = self.state();
        if self.is_cancelled() {
            return None;
        }
        state.scheduled_run_time = scheduled_run_time;
        state.attempt = attempt;
        state.enter(RunState::Running, now);
        state.droppable = droppable;
        Some(state.cancellation.insert(Cancellation::default()).clone())
    }

    /// The attempt has ended, and the run waits for the next one or for an executor.
    pub(crate) fn wait(&self, waits: RunState, now: DateTime<Utc>) {
        let mut state = self.state();
        state.enter(waits, now);
        state.cancellation = None;
    }

    /// Cancels all that is left of the run; `false` if that has happened before.
    pub(crate) fn cancel(&self) -> bool {
        let cancellation = {
            let state = self.state();
            if self.cancelled.swap(true, Ordering::SeqCst) {
                return false;
            }
            state.cancellation.clone()
        };
        if let Some(cancellation) = cancellation {
            cancellation.cancel(CancelReason::Cancelled, || {});
        }
        true
    }

    /// The node has lost its lease, and with it the run: cancels it, and its end counts for nothing.
    pub(crate) fn lose(&self) {
        self.lost.store(true, Ordering::SeqCst);
        self.cancel();
    }

    pub(super) fn is_lost(&self) -> bool {
        self.lost.load(Ordering::SeqCst)
    }

    pub(super) fn why_cancelled(&self) -> JobError {
        if self.is_lost() { JobError::lease_lost() } else { JobError::cancelled() }
    }

    pub(crate) fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::SeqCst)
    }

    /// When the attempt that runs began.
    pub(super) fn began(&self) -> Option<DateTime<Utc>> {
        let state = self.state();
        (state.doing == RunState::Running).then_some(state.since)
    }

    /// Whether it was cancelled before its turn came, and so does nothing when it comes.
    pub(crate) fn is_given_up(&self) -> bool {
        let state = self.state();
        self.is_cancelled() && state.doing == RunState::Queued
    }

    /// Whether it was cancelled while it ran, and ends for it where it waits.
    pub(crate) fn is_ending(&self) -> bool {
        let state = self.state();
        self.is_cancelled() && state.droppable && state.doing == RunState::Running
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn enter(&mut self, doing: RunState, now: DateTime<Utc>) {
        self.doing = doing;
        self.since = now;
    }
}
