use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::core::Core;
use super::place::Place;
use crate::engine::RunTimes;
use crate::event::{Event, EventMask};
use crate::executor::{Claim, Rejected, Run, Submission};
use crate::job::{Callee, Code, JobError};
use crate::panics::contain;

/// Runs that are handed over together: whoever executes them is woken once, and finds them all.
pub(super) struct HandOver<'a> {
    core: &'a Core,
    most: usize,
    /// By the numbers of their executors.
    runs: Vec<Vec<Run>>,
}

impl<'a> HandOver<'a> {
    /// Of so many at most.
    pub(super) fn of(core: &'a Core, most: usize) -> Self {
        HandOver { core, most, runs: core.executors.iter().map(|_| Vec::new()).collect() }
    }

    /// One that cannot be executed has ended.
    pub(super) fn add(&mut self, mut submission: Submission) {
        let job = submission.job();
        let Some(code) = self.core.code(&job.function) else {
            let reason = format!("no function `{}` is registered in this program", job.function.name());
            return submission.give_up(JobError::not_started(reason));
        };
        let (index, named) = match self.core.executor(&job.settings.executor) {
            Ok(found) => found,
            Err(error) => return submission.give_up(JobError::not_started(error.to_string())),
        };
        named.enter();
        submission.enter_executor(index);
        let runs = &mut self.runs[index];
        if runs.is_empty() {
            runs.reserve_exact(self.most);
        }
        runs.push(Run::new(code, submission));
    }

    pub(super) fn go(self) {
        for (named, runs) in self.core.executors.iter().zip(self.runs) {
            if runs.is_empty() {
                continue;
            }
            match contain(|| named.executor.submit_all(runs)) {
                Ok(rejected) => rejected.into_iter().for_each(|Rejected { run, reason }| run.reject(reason)),
                // The runs were dropped in the panic, and so have told their ends.
                Err(message) => tracing::error!(executor = %named.alias, message, "an executor panicked"),
            }
        }
    }
}

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

    pub(super) fn hand_to_executor(self: &Arc<Self>, submission: Submission) {
        let mut hand_over = HandOver::of(self, 1);
        hand_over.add(submission);
        hand_over.go();
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
