use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::core::{Core, NamedStore};
use super::lifecycle::SchedulerState;
use crate::engine::{Plan, RunTimes, plan};
use crate::event::Event;
use crate::executor::{Rejected, Run, RunObserver, Submission};
use crate::job::{JobError, JobId, JobRecord};
use crate::store::{StoreError, Written};

/// When the loop has to look again, unless it is woken before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NextWake {
    At(DateTime<Utc>),
    Never,
}

/// How many due jobs are taken from a store at a time, so that a crowd of them
/// keeps neither memory nor the other stores.
const BATCH: usize = 256;

impl Core {
    /// Starts what is due. APScheduler's `_process_jobs`.
    pub(crate) async fn process_due_jobs(self: &Arc<Self>) -> NextWake {
        let mut next = NextWake::Never;
        for store in &self.stores {
            if !self.is_running() {
                return NextWake::Never;
            }
            let wake =
                self.process_store(store).await.unwrap_or_else(|error| self.retry_later(store, &error));
            next = earlier(next, wake);
        }
        next
    }

    async fn process_store(self: &Arc<Self>, named: &NamedStore) -> Result<NextWake, StoreError> {
        let now = self.clock.now();
        let due = named.store.due_jobs(now, BATCH).await?;
        let more_may_be_due = due.len() == BATCH;
        for job in due {
            if !self.is_running() {
                return Ok(NextWake::Never);
            }
            self.start_due_job(named, job, now).await?;
        }
        if more_may_be_due {
            return Ok(NextWake::At(now));
        }
        Ok(named.store.next_run_time().await?.map_or(NextWake::Never, NextWake::At))
    }

    /// A store that fails must not end the loop, nor hold up the other stores.
    fn retry_later(&self, named: &NamedStore, error: &StoreError) -> NextWake {
        let wait = self.jobstore_retry_interval;
        tracing::error!(store = %named.alias, %error, retry_in = ?wait, "job store failed");
        let wait = TimeDelta::from_std(wait).unwrap_or(TimeDelta::MAX);
        self.clock.now().checked_add_signed(wait).map_or(NextWake::Never, NextWake::At)
    }

    /// First the job moves on in the store, then its run starts: whoever loses
    /// the race for the write has started nothing.
    async fn start_due_job(
        self: &Arc<Self>,
        named: &NamedStore,
        job: JobRecord,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let plan = plan(&job, now);
        match named.store.advance_job(&job.id, job.revision, plan.next_run_time).await? {
            Written::Stale => {}
            Written::Done => self.carry_out(&named.alias, job, plan),
        }
        Ok(())
    }

    fn carry_out(self: &Arc<Self>, jobstore: &Arc<str>, job: JobRecord, plan: Plan) {
        let (job_id, jobstore) = (job.id.clone(), jobstore.clone());
        if let Some(scheduled_run_times) = plan.coalesced {
            let (job_id, jobstore) = (job_id.clone(), jobstore.clone());
            self.notify(Event::JobCoalesced { job_id, jobstore, scheduled_run_times });
        }
        if self.instances.try_begin(&jobstore, &job_id, job.max_instances) {
            self.submit(&jobstore, job, plan.run);
        } else {
            let (job_id, jobstore) = (job_id.clone(), jobstore.clone());
            tracing::warn!(id = %job_id, max_instances = job.max_instances, "run skipped: too many instances");
            self.notify(Event::JobMaxInstances { job_id, jobstore, scheduled_run_times: plan.run });
        }
        // Told last: by the end of the last run, or here if there is none (any more).
        if plan.next_run_time.is_none() && !self.instances.finish(&jobstore, &job_id) {
            self.notify_removed(&jobstore, &job_id);
        }
    }

    fn submit(self: &Arc<Self>, jobstore: &Arc<str>, job: JobRecord, scheduled_run_times: RunTimes) {
        self.activity.run_started();
        tracing::debug!(id = %job.id, executor = %job.executor, "run submitted");
        let submission = Submission::new(job, jobstore.clone(), &scheduled_run_times, self.clone());
        let (job_id, jobstore) = (submission.job().id.clone(), jobstore.clone());
        self.notify(Event::JobSubmitted { job_id, jobstore, scheduled_run_times });
        self.hand_to_executor(submission);
    }

    fn hand_to_executor(self: &Arc<Self>, submission: Submission) {
        let job = submission.job();
        let Some(function) = self.registry.function(&job.function) else {
            let reason = format!("no function `{}` is registered in this program", job.function);
            return submission.give_up(JobError::not_started(reason));
        };
        let executor = match self.executor(&job.executor) {
            Ok(executor) => executor,
            Err(error) => return submission.give_up(JobError::not_started(error.to_string())),
        };
        if let Err(Rejected { run, reason }) = executor.submit(Run::new(function.body, submission)) {
            run.reject(reason);
        }
    }

    pub(super) fn notify_removed(&self, jobstore: &Arc<str>, job_id: &JobId) {
        self.notify(Event::JobRemoved { job_id: job_id.clone(), jobstore: jobstore.clone() });
    }

    pub(crate) fn is_stopped(&self) -> bool {
        *self.state() == SchedulerState::Stopped
    }

    fn is_running(&self) -> bool {
        *self.state() == SchedulerState::Running
    }
}

fn earlier(a: NextWake, b: NextWake) -> NextWake {
    match (a, b) {
        (NextWake::At(a), NextWake::At(b)) => NextWake::At(a.min(b)),
        (NextWake::Never, wake) | (wake, NextWake::Never) => wake,
    }
}
