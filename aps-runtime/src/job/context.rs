use chrono::{DateTime, Utc};

use super::JobId;
use super::cancellation::Cancellation;
use crate::scheduler::Scheduler;

/// What a run knows about itself. A job function that has a parameter of this
/// type, in any position, is given it.
///
/// ```
/// use aps_runtime::prelude::*;
///
/// #[job]
/// async fn tick(ctx: JobContext) {
///     println!("{} was due at {}", ctx.job_id(), ctx.scheduled_run_time());
/// }
/// ```
#[derive(Debug, Clone)]
pub struct JobContext {
    job_id: JobId,
    scheduled_run_time: DateTime<Utc>,
    attempt: Attempt,
    scheduler: Scheduler,
}

/// One of the times that a run is tried.
#[derive(Debug, Clone)]
pub(crate) struct Attempt {
    /// From 1.
    pub(crate) number: u32,
    pub(crate) deadline: Option<DateTime<Utc>>,
    /// Of a run that its store keeps.
    pub(crate) fence: Option<u64>,
    pub(crate) cancellation: Cancellation,
}

impl Attempt {
    /// The first one, without a time limit.
    pub(crate) fn first() -> Self {
        Attempt { number: 1, deadline: None, fence: None, cancellation: Cancellation::default() }
    }
}

impl JobContext {
    pub(crate) fn new(
        job_id: JobId,
        scheduled_run_time: DateTime<Utc>,
        attempt: Attempt,
        scheduler: Scheduler,
    ) -> Self {
        JobContext { job_id, scheduled_run_time, attempt, scheduler }
    }

    /// The id of the job that runs.
    pub fn job_id(&self) -> &JobId {
        &self.job_id
    }

    /// The time for which this run was scheduled: when the trigger fired, or when
    /// [`Scheduler::run_now`] was called. It does not depend on jitter or on how late the run
    /// starts, and is the same in all attempts. So together with the job's id it identifies the
    /// run: use the two as a key where work must not be done twice.
    pub fn scheduled_run_time(&self) -> DateTime<Utc> {
        self.scheduled_run_time
    }

    /// Which attempt this is, from 1. See [`Retry`](crate::Retry).
    pub fn attempt(&self) -> u32 {
        self.attempt.number
    }

    /// When this attempt is to have ended, by the scheduler's clock; `None` without a `timeout`.
    pub fn deadline(&self) -> Option<DateTime<Utc>> {
        self.attempt.deadline
    }

    /// A number that grows each time the run is taken over from a node that died, in a store
    /// that many nodes share; `None` in a store that is this process's own.
    ///
    /// A node that was suspended may go on with a run for a moment after another has taken it
    /// over. The system that the run writes to can refuse the old node: let it keep the highest
    /// fence that it has seen for this job and [`scheduled_run_time`](Self::scheduled_run_time),
    /// and refuse lower ones.
    pub fn fence(&self) -> Option<u64> {
        self.attempt.fence
    }

    /// The present instant by the scheduler's clock, which a test can set.
    pub fn now(&self) -> DateTime<Utc> {
        self.scheduler.core().clock.now()
    }

    /// Whether this attempt is to end: because its `timeout` has passed,
    /// [`Scheduler::cancel_runs`] was called, or a shutdown waits no longer.
    ///
    /// An `async fn` need not check this: it is dropped where it waits. A plain `fn` cannot be
    /// stopped from outside; let it check now and then, and return.
    ///
    /// ```
    /// use aps_runtime::prelude::*;
    ///
    /// #[job]
    /// fn tidy(ctx: JobContext) {
    ///     for folder in ["a", "b", "c"] {
    ///         if ctx.is_cancelled() {
    ///             return;
    ///         }
    ///         println!("tidying {folder}");
    ///     }
    /// }
    /// ```
    pub fn is_cancelled(&self) -> bool {
        self.attempt.cancellation.reason().is_some()
    }

    /// Waits until this attempt is to end; see [`is_cancelled`](Self::is_cancelled). This is
    /// for tasks that a job has spawned, which do not end with it.
    pub async fn cancelled(&self) {
        self.attempt.cancellation.cancelled().await;
    }

    /// The scheduler that runs the job, to add or change jobs from inside a job.
    ///
    /// In a worker process of a `ProcessPoolExecutor` there is no real scheduler: whatever it
    /// is asked to do fails with [`ErrorKind::WorkerProcess`](crate::ErrorKind::WorkerProcess).
    pub fn scheduler(&self) -> &Scheduler {
        &self.scheduler
    }
}
