//! What becomes of a run: written down where the store keeps that, and told.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::submission::{Current, Submission};
use crate::engine::earlier;
use crate::event::{Event, EventMask};
use crate::job::{JobError, JobId, JobResult, OnNodeLoss, RunEnd, RunOutcome};

impl Submission {
    /// Writes down how a fire time has ended, if the store keeps that, and the run is still this
    /// node's. Of one that was lost before it began only the store knows whose it is.
    pub(super) fn record(&self, scheduled_run_time: DateTime<Utc>, say: impl FnOnce(&mut RunEnd)) {
        let is_lost = self.control.is_lost();
        let Some(claim) = self.claim.as_ref().filter(|_| !is_lost || !self.begun) else { return };
        let ended_at = earlier(self.observer.now(), -claim.ahead);
        let mut end = RunEnd::new(self.job().id.clone(), claim.ticket, scheduled_run_time, ended_at);
        end.goes_on = self.times.peek();
        say(&mut end);
        // What a shutdown has cancelled is done elsewhere, if the job wants that.
        let is_given_up = end.outcome == RunOutcome::Cancelled && !self.observer.goes_on();
        if is_lost || is_given_up && self.job().settings.on_node_loss == OnNodeLoss::Rerun {
            end.outcome = RunOutcome::Pending;
        }
        self.observer.record(&self.control, end);
    }

    /// Writes down what becomes of all that is left.
    fn record_rest(&self, why: impl FnOnce(Option<Box<JobError>>) -> JobError) {
        let current = self.current.as_ref();
        let Some(first) = current.map(|current| current.time).or(self.times.peek()) else { return };
        self.record(first, |end| {
            let error = current.and_then(|current| current.error.clone());
            let attempts = current.map_or(0, |current| current.attempt);
            end.is_error(&why(error), attempts, self.control.began());
            end.goes_on = None;
        });
    }

    pub(super) fn report(&self, scheduled_run_time: DateTime<Utc>, result: JobResult) {
        let id = &self.job().id;
        match result {
            Ok(output) => {
                tracing::debug!(%id, %scheduled_run_time, "run executed");
                self.tell(EventMask::JOB_EXECUTED, |job_id, jobstore| Event::JobExecuted {
                    job_id,
                    jobstore,
                    scheduled_run_time,
                    result: output.into_json(),
                });
            }
            Err(error) => {
                tracing::error!(%id, %scheduled_run_time, %error, "run failed");
                self.tell(EventMask::JOB_ERROR, |job_id, jobstore| Event::JobError {
                    job_id,
                    jobstore,
                    scheduled_run_time,
                    error,
                });
            }
        }
    }

    pub(super) fn tell(&self, kind: EventMask, event: impl FnOnce(JobId, Arc<str>) -> Event) {
        if self.observer.wants(kind) {
            self.observer.notify(event(self.job().id.clone(), self.control.jobstore.clone()));
        }
    }
}

impl Drop for Submission {
    fn drop(&mut self) {
        let cancelled = self.control.is_cancelled().then(|| self.control.why_cancelled());
        let given_up = self.given_up.take();
        let why = |of_attempt: Option<Box<JobError>>| {
            let error = of_attempt.or_else(|| given_up.clone()).map(|error| *error);
            cancelled.clone().or(error).unwrap_or_else(JobError::dropped)
        };
        self.record_rest(why);
        if let Some(Current { time, error, .. }) = self.current.take() {
            self.report(time, Err(why(error)));
        }
        while let Some(time) = self.times.next() {
            self.report(time, Err(why(None)));
        }
        self.observer.submission_ended(&self.control, self.executor);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::time::Duration;

    use super::*;
    use crate::engine::RunTimes;
    use crate::executor::{Claim, Run, RunControl, RunObserver, Timer};
    use crate::job::{Attempt, BoxFuture, JobBody, JobContext, JobOutput, JobRecord, RunTicket};

    /// A scheduler that has lost its lease, and what is written down.
    #[derive(Default)]
    struct WithoutLease(Mutex<Vec<RunEnd>>);

    impl RunObserver for WithoutLease {
        fn now(&self) -> DateTime<Utc> {
            DateTime::UNIX_EPOCH
        }
        fn context(self: Arc<Self>, _: &JobId, _: DateTime<Utc>, _: Attempt) -> JobContext {
            unreachable!("no run begins")
        }
        fn wants(&self, _: EventMask) -> bool {
            false
        }
        fn notify(&self, _: Event) {}
        fn may_begin(&self, control: &RunControl, _: Option<u64>) -> bool {
            control.lose();
            false
        }
        fn goes_on(&self) -> bool {
            true
        }
        fn after(&self, _: Duration, _: BoxFuture<'static, ()>) -> Timer {
            Timer(None)
        }

        fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
            Box::pin(std::future::pending())
        }
        fn record(&self, _: &RunControl, end: RunEnd) {
            self.0.lock().unwrap().push(end);
        }
        fn retry_after(self: Arc<Self>, _: Duration, _: Submission) {}
        fn submission_ended(&self, _: &Arc<RunControl>, _: Option<usize>) {}
    }

    /// It may be that of a node that the scheduler has become since: then nobody else would ever end it.
    #[test]
    fn what_is_lost_before_it_begins_is_given_back() {
        let (time, observer) = (DateTime::UNIX_EPOCH, Arc::new(WithoutLease::default()));
        let job = Arc::new(JobRecord::for_test("job", aps_triggers::DateTrigger::at(time), time));
        let control = Arc::new(RunControl::new(job.id.clone(), "default".into(), time, time));
        let ticket = RunTicket { token: 1, fence: 2 };
        let claim = Claim { ticket, node: Some(1), ahead: chrono::TimeDelta::zero(), taken_over: None };
        let submission =
            Submission::new(RunTimes::through(&job, time, time), time, control, observer.clone());
        let body = JobBody::Blocking(|_, _| Ok(JobOutput::NONE)).into();
        let Run::Blocking(run) = Run::new(body, submission.claimed(Some(claim))) else { unreachable!() };
        run.execute();
        let ends = observer.0.lock().unwrap();
        let [end] = &**ends else { panic!("{ends:?}") };
        assert_eq!((end.outcome, end.ticket, end.goes_on), (RunOutcome::Pending, ticket, None));
    }
}
