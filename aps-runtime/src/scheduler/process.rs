use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::core::{Core, NamedStore};
use crate::activity::{LoopId, NextWake};
use crate::engine::{Plan, RunTimes, plan};
use crate::event::Event;
use crate::executor::{Rejected, Run, RunObserver, Submission};
use crate::job::{JobError, JobId, JobRecord};
use crate::panics::{contain, contain_future};
use crate::store::{StoreError, Written};

/// How many due jobs are taken from a store at a time, so that a crowd of them
/// keeps neither memory nor the other stores.
const BATCH: usize = 256;

impl Core {
    /// Starts what is due. APScheduler's `_process_jobs`.
    pub(crate) async fn process_due_jobs(self: &Arc<Self>, id: LoopId) -> NextWake {
        let mut next = NextWake::Never;
        for named in &self.stores {
            if !self.activity.may_start_runs(id) {
                return NextWake::Never;
            }
            next = earlier(next, self.process_store_or_retry(named, id).await);
        }
        next
    }

    /// A store that fails or panics must not end the loop, nor hold up the others.
    async fn process_store_or_retry(self: &Arc<Self>, named: &NamedStore, id: LoopId) -> NextWake {
        if let Some(retry_at) = named.retry_at().filter(|retry_at| *retry_at > self.clock.now()) {
            return NextWake::At(retry_at);
        }
        let processed = contain_future(self.process_store(named, id)).await;
        let processed = processed.unwrap_or_else(|panic| Err(StoreError::Failed(panic.into())));
        processed.unwrap_or_else(|error| {
            let wait = TimeDelta::from_std(self.jobstore_retry_interval).unwrap_or(TimeDelta::MAX);
            let retry_at = self.clock.now().checked_add_signed(wait);
            named.set_retry_at(retry_at);
            tracing::error!(store = %named.alias, %error, ?retry_at, "job store failed");
            let (jobstore, error) = (named.alias.clone(), error.to_string().into());
            self.notify(Event::JobStoreFailed { jobstore, error });
            retry_at.map_or(NextWake::Never, NextWake::At)
        })
    }

    async fn process_store(self: &Arc<Self>, named: &NamedStore, id: LoopId) -> Result<NextWake, StoreError> {
        let now = self.clock.now();
        let due = named.store.due_jobs(now, BATCH).await?;
        let more_may_be_due = due.len() == BATCH;
        for job in due {
            if !self.activity.may_start_runs(id) {
                return Ok(NextWake::Never);
            }
            self.start_due_job(named, job, now).await?;
        }
        if more_may_be_due {
            return Ok(NextWake::At(now));
        }
        Ok(named.store.next_run_time().await?.map_or(NextWake::Never, NextWake::At))
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
        let finished = plan.next_run_time.is_none();
        if self.instances.try_begin(&jobstore, &job_id, job.max_instances, finished) {
            self.submit(&jobstore, job, plan.run, plan.due);
        } else {
            tracing::warn!(id = %job_id, max_instances = job.max_instances, "run skipped: too many instances");
            self.notify(Event::JobMaxInstances { job_id, jobstore, scheduled_run_times: plan.run });
        }
    }

    fn submit(
        self: &Arc<Self>,
        jobstore: &Arc<str>,
        job: JobRecord,
        scheduled_run_times: RunTimes,
        due: DateTime<Utc>,
    ) {
        self.activity.run_started();
        tracing::debug!(id = %job.id, executor = %job.executor, "run submitted");
        let submission = Submission::new(job, jobstore.clone(), &scheduled_run_times, due, self.clone());
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
        let alias = job.executor.clone();
        let executor = match self.executor(&alias) {
            Ok(executor) => executor,
            Err(error) => return submission.give_up(JobError::not_started(error.to_string())),
        };
        match contain(|| executor.submit(Run::new(function.body, submission))) {
            Ok(Ok(())) => {}
            Ok(Err(Rejected { run, reason })) => run.reject(reason),
            // The run was dropped in the panic, and so has told its end.
            Err(message) => tracing::error!(executor = %alias, message, "an executor panicked"),
        }
    }

    pub(super) fn notify_removed(&self, jobstore: &Arc<str>, job_id: &JobId) {
        self.notify(Event::JobRemoved { job_id: job_id.clone(), jobstore: jobstore.clone() });
    }
}

fn earlier(a: NextWake, b: NextWake) -> NextWake {
    match (a, b) {
        (NextWake::At(a), NextWake::At(b)) => NextWake::At(a.min(b)),
        (NextWake::Never, wake) | (wake, NextWake::Never) => wake,
    }
}
