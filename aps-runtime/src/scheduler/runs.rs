use std::panic::resume_unwind;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::Scheduler;
use super::change::Target;
use super::core::Core;
use super::lifecycle::not_running;
use super::place::Place;
use super::verb::Verb;
use crate::engine::RunTimes;
use crate::error::{Error, ErrorKind};
use crate::executor::{Claim, RunControl, RunInfo, RunObserver, Submission, is_inside};
use crate::job::JobRecord;
use crate::panics::contain;
use crate::store::{Advanced, StoreError};

/// Runs, started by hand, looked at and cancelled.
impl Scheduler {
    /// Runs a job at once, beside its schedule: its next run time stays, and so does its
    /// pause. The run's [`scheduled_run_time`](crate::JobContext::scheduled_run_time) is now.
    ///
    /// It counts for `max_instances`. A [paused](Self::pause) scheduler does it all the same,
    /// since it was told to, and so does one whose executor is [full](crate::Executor::capacity).
    ///
    /// Where a store outlives the process, it is done also when this is dropped before it is done.
    ///
    /// # Errors
    ///
    /// [`NotRunning`](crate::ErrorKind::NotRunning) if the scheduler is stopped;
    /// [`JobLookup`](crate::ErrorKind::JobLookup) if there is no such job;
    /// [`MaxInstances`](crate::ErrorKind::MaxInstances) if as many runs of it as may be are
    /// under way, which is also told as [`Event::JobMaxInstances`](crate::Event::JobMaxInstances);
    /// [`UnknownExecutor`](crate::ErrorKind::UnknownExecutor) and
    /// [`UnknownFunction`](crate::ErrorKind::UnknownFunction) if its executor or its function is not there;
    /// [`Store`](crate::ErrorKind::Store).
    pub fn run_now(&self, id: impl AsRef<str>) -> Verb<()> {
        run_now(&self.core, Target::anywhere(id))
    }

    /// Cancels the runs of a job that are under way, in all stores, those that wait in an
    /// executor or for another attempt as well; how many there were. The job itself stays.
    ///
    /// An `async fn` is dropped where it waits, and its outcome is an error of the kind
    /// [`Cancelled`](crate::JobErrorKind::Cancelled). A plain `fn` cannot be stopped from
    /// outside: it learns of it by [`is_cancelled`](crate::JobContext::is_cancelled), and
    /// its outcome is what it returns. Due times that the run was still to catch up on are
    /// cancelled with it.
    pub fn cancel_runs(&self, id: impl AsRef<str>) -> usize {
        self.core.cancel(|run| run.job_id == *id.as_ref()).len()
    }

    /// The runs that are under way, the oldest first. A job that catches up on several due
    /// times is one of them, with the time that it is at.
    pub fn running(&self) -> Vec<RunInfo> {
        self.core.running()
    }
}

pub(super) fn run_now(core: &Arc<Core>, target: Target) -> Verb<()> {
    Verb::new(core, |core| async move {
        if core.stores.iter().all(|named| named.keeper.is_none()) {
            core.run_now(&target).await
        } else {
            core.run_now_in_any_case(target).await
        }
    })
}

impl Core {
    /// In a task of its own: a run that is written down is started, whether or not somebody still waits for that. Else
    /// it would be under way for as long as the node lives, and have a slot, and nobody would have it.
    async fn run_now_in_any_case(self: Arc<Self>, target: Target) -> Result<(), Error> {
        let Some(runtime) = self.runtime() else { return Err(not_running()) };
        let started = runtime.spawn(async move { self.run_now(&target).await });
        started.await.unwrap_or_else(|error| match error.try_into_panic() {
            Ok(panic) => resume_unwind(panic),
            Err(_gone) => Err(not_running()),
        })
    }

    async fn run_now(self: &Arc<Self>, target: &Target) -> Result<(), Error> {
        if !self.goes_on() {
            return Err(not_running());
        }
        let (named, found) = self.find(target).await?;
        self.executor(&found.settings.executor)?;
        self.check_registered(&found.function)?;
        let now = self.clock.now();
        let place = Place::of(self, named, &found, now, now);
        // Read again: whoever has removed the job before has found no run to wait for, and
        // whoever removes it from here on finds one.
        let (named, job) = self.find(&Target::in_store(&found.id, &named.alias)).await?;
        let scheduled_run_times = RunTimes::through(&job, now, now);
        if let Some(claim) = self.claim_now(&place, &job, now).await.map_err(|error| named.error(error))? {
            self.hand_to_executor(self.submission(scheduled_run_times, now, place, claim));
            return Ok(());
        }
        let error = Error::max_instances(&job.id, job.settings.max_instances);
        self.refuse(&named.alias, &scheduled_run_times);
        Err(error)
    }

    /// What the store has to say, if it is one that keeps runs; nothing if the run must not be.
    async fn claim_now(
        &self,
        place: &Place<'_>,
        job: &Arc<JobRecord>,
        at: DateTime<Utc>,
    ) -> Result<Option<Option<Claim>>, StoreError> {
        let store = place.named.store.runs();
        match store.filter(|_| place.taken) {
            None => Ok(place.taken.then_some(None)),
            Some(store) => {
                let node = place.named.node().ok_or(StoreError::LeaseLost)?;
                Ok(match store.start_run(job, at, self.clock.now()).await? {
                    Advanced::Run(ticket) => Some(ticket.map(|ticket| place.named.claim(ticket, Some(node)))),
                    Advanced::Refused | Advanced::Stale => None,
                })
            }
        }
    }

    /// Cancels the runs that are meant; which there were.
    pub(super) fn cancel(&self, is_meant: impl Fn(&RunControl) -> bool) -> Vec<Arc<RunControl>> {
        let mut runs = self.all_runs();
        runs.retain(|run| is_meant(run) && run.cancel());
        self.end_retries(|submission| submission.control().is_cancelled());
        runs
    }

    /// Ends the wait of those who are to have no other attempt: dropped, they tell their end.
    pub(super) fn end_retries(&self, is_meant: impl Fn(&Submission) -> bool) {
        for submission in self.retries.take(is_meant) {
            self.activity.run_started();
            // What a closure has captured may panic: that must not end a shutdown.
            if let Err(message) = contain(|| drop(submission)) {
                tracing::error!(message, "a run panicked when it was dropped");
            }
        }
    }

    pub(super) fn all_runs(&self) -> Vec<Arc<RunControl>> {
        self.stores.iter().flat_map(|named| named.instances.all()).collect()
    }

    /// Whoever waits for runs from within one of them waits for ever.
    pub(super) fn refuse_inside(
        &self,
        is_awaited: impl Fn(&RunControl) -> bool,
        call: &str,
        help: &str,
    ) -> Result<(), Error> {
        let runs = self.all_runs();
        let Some(run) = runs.iter().find(|run| is_inside(run) && is_awaited(run)) else { return Ok(()) };
        let message = format!(
            "`{call}` waits for runs, and one of `{}` that it waits for has called it\n  = help: {help}",
            run.job_id
        );
        Err(Error::new(ErrorKind::WouldBlock, message))
    }

    pub(super) fn running(&self) -> Vec<RunInfo> {
        in_order(&self.all_runs())
    }
}

/// The oldest first.
pub(super) fn in_order(runs: &[Arc<RunControl>]) -> Vec<RunInfo> {
    let mut runs: Vec<_> = runs.iter().map(|run| run.info()).collect();
    runs.sort_by(|a, b| (a.since, &a.job_id).cmp(&(b.since, &b.job_id)));
    runs
}
