use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::core::Core;
use super::place::Place;
use crate::engine::RunTimes;
use crate::event::{Event, EventMask};
use crate::executor::{Claim, Rejected, Run, Submission};
use crate::job::{Callee, Code, JobError};
use crate::panics::contain;

impl Core {
    pub(super) fn refuse(&self, jobstore: &Arc<str>, scheduled_run_times: &RunTimes) {
        let job = scheduled_run_times.job();
        tracing::warn!(id = %job.id, max_instances = job.settings.max_instances, "run skipped: too many instances");
        self.tell(EventMask::JOB_MAX_INSTANCES, || {
            let (job_id, jobstore) = (job.id.clone(), jobstore.clone());
            Event::JobMaxInstances { job_id, jobstore, scheduled_run_times: scheduled_run_times.clone() }
        });
    }

    /// For a run that has its place among the job's instances. It is told as submitted, and
    /// is to be [handed over](Self::hand_to_executor).
    pub(super) fn submission(
        self: &Arc<Self>,
        scheduled_run_times: RunTimes,
        due: DateTime<Utc>,
        place: Place<'_>,
        claim: Option<Claim>,
    ) -> Submission {
        self.activity.run_started();
        let job = scheduled_run_times.job();
        tracing::debug!(id = %job.id, executor = %job.settings.executor, "run submitted");
        self.tell(EventMask::JOB_SUBMITTED, || {
            let (job_id, jobstore) = (job.id.clone(), place.named.alias.clone());
            Event::JobSubmitted { job_id, jobstore, scheduled_run_times: scheduled_run_times.clone() }
        });
        let submission =
            Submission::new(scheduled_run_times, due, place.run.clone(), self.clone()).claimed(claim);
        place.pass_on();
        submission
    }

    pub(super) fn hand_to_executor(self: &Arc<Self>, mut submission: Submission) {
        let job = submission.job();
        let Some(code) = self.code(&job.function) else {
            let reason = format!("no function `{}` is registered in this program", job.function.name());
            return submission.give_up(JobError::not_started(reason));
        };
        let (index, named) = match self.executor(&job.settings.executor) {
            Ok(found) => found,
            Err(error) => return submission.give_up(JobError::not_started(error.to_string())),
        };
        named.enter();
        submission.enter_executor(index);
        match contain(|| named.executor.submit(Run::new(code, submission))) {
            Ok(Ok(())) => {}
            Ok(Err(Rejected { run, reason })) => run.reject(reason),
            // The run was dropped in the panic, and so has told its end.
            Err(message) => tracing::error!(executor = %named.alias, message, "an executor panicked"),
        }
    }

    fn code(&self, function: &Callee) -> Option<Code> {
        match function {
            Callee::Registered(name) => self.registry.function(name).map(|function| function.body.into()),
            Callee::Closure(closure) => Some(closure.code().clone()),
        }
    }

    /// Makes the event only if somebody wants it.
    pub(super) fn tell(&self, kind: EventMask, event: impl FnOnce() -> Event) {
        if self.events.want(kind) {
            self.events.tell(event());
        }
    }
}
