use chrono::{DateTime, Utc};

use super::JobId;
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
    scheduler: Scheduler,
}

impl JobContext {
    pub(crate) fn new(job_id: JobId, scheduled_run_time: DateTime<Utc>, scheduler: Scheduler) -> Self {
        JobContext { job_id, scheduled_run_time, scheduler }
    }

    /// The id of the job that runs.
    pub fn job_id(&self) -> &JobId {
        &self.job_id
    }

    /// The time at which this run was due. It is the same however late the run
    /// starts, so with the job's id it names the run: use the two as a key where
    /// work must not be done twice.
    pub fn scheduled_run_time(&self) -> DateTime<Utc> {
        self.scheduled_run_time
    }

    /// The scheduler that runs the job, to add or change jobs from inside a job.
    pub fn scheduler(&self) -> &Scheduler {
        &self.scheduler
    }
}
