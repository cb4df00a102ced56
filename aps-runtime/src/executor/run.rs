use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use tracing::Instrument;

use crate::engine::{RunTimes, RunTimesIter, lateness};
use crate::event::Event;
use crate::job::{Arguments, BoxFuture, JobBody, JobContext, JobError, JobId, JobRecord, JobResult};
use crate::panics::{contain, contain_future};

/// One submission of a job: its due times, to be executed one after the other.
///
/// Dropping it unexecuted is allowed; its times are then reported as cancelled.
#[derive(Debug)]
pub enum Run {
    /// An `async fn`.
    Async(AsyncRun),
    /// A plain `fn`, which may block the thread it runs on.
    Blocking(BlockingRun),
}

impl Run {
    pub(crate) fn new(body: JobBody, submission: Submission) -> Self {
        let submission = Box::new(submission);
        match body {
            JobBody::Async(body) => Run::Async(AsyncRun { body, submission }),
            JobBody::Blocking(body) => Run::Blocking(BlockingRun { body, submission }),
        }
    }

    /// The job that runs.
    pub fn job_id(&self) -> &JobId {
        &self.submission().job.id
    }

    fn submission(&self) -> &Submission {
        match self {
            Run::Async(run) => &run.submission,
            Run::Blocking(run) => &run.submission,
        }
    }

    /// Reports all its times as not started.
    pub(crate) fn reject(self, reason: &str) {
        let submission = match self {
            Run::Async(run) => run.submission,
            Run::Blocking(run) => run.submission,
        };
        submission.give_up(JobError::not_started(reason));
    }
}

/// A run of an `async fn`.
pub struct AsyncRun {
    body: fn(JobContext, &Arguments) -> BoxFuture<'static, JobResult>,
    submission: Box<Submission>,
}

impl AsyncRun {
    /// Executes the run and reports how it ended.
    pub async fn execute(mut self) {
        while let Some(step) = self.submission.next_step() {
            if let Step::Run(context, span) = step {
                let result = self.call(context).instrument(span).await;
                self.submission.end(result);
            }
            // There may be many steps to catch up on; others get their turn.
            tokio::task::yield_now().await;
        }
    }

    /// A panic, in the call or at any later point, becomes an error.
    async fn call(&self, context: JobContext) -> JobResult {
        let future = contain(|| (self.body)(context, &self.submission.job.arguments));
        contain_future(future.map_err(JobError::panicked)?).await.unwrap_or_else(panicked)
    }
}

/// A run of a plain `fn`.
pub struct BlockingRun {
    body: fn(JobContext, &Arguments) -> JobResult,
    submission: Box<Submission>,
}

impl BlockingRun {
    /// Executes the run on this thread and reports how it ended.
    pub fn execute(mut self) {
        while let Some(step) = self.submission.next_step() {
            if let Step::Run(context, span) = step {
                let call = || (self.body)(context, &self.submission.job.arguments);
                let result = span.in_scope(|| contain(call)).unwrap_or_else(panicked);
                self.submission.end(result);
            }
        }
    }
}

fn panicked(message: String) -> JobResult {
    Err(JobError::panicked(message))
}

/// Who is told about a run, and lends it the time.
pub(crate) trait RunObserver: Send + Sync {
    fn now(&self) -> DateTime<Utc>;
    fn context(self: Arc<Self>, job_id: &JobId, scheduled_run_time: DateTime<Utc>) -> JobContext;
    fn notify(&self, event: Event);
    /// Whether the scheduler still starts runs.
    fn goes_on(&self) -> bool;
    fn submission_ended(&self, jobstore: &Arc<str>, job_id: &JobId);
}

/// What becomes of one due time.
enum Step {
    Run(JobContext, tracing::Span),
    Missed,
}

/// What both kinds of run have in common. Holds one of the job's `max_instances`
/// places until it is dropped.
pub(crate) struct Submission {
    job: JobRecord,
    jobstore: Arc<str>,
    times: RunTimesIter,
    /// When the latest time that was gone on to was due.
    due: DateTime<Utc>,
    begun: bool,
    /// The time whose run is under way.
    current: Option<DateTime<Utc>>,
    /// What is reported for the times that have not ended when this is dropped.
    if_dropped: JobError,
    observer: Arc<dyn RunObserver>,
}

impl Submission {
    pub(crate) fn new(
        job: JobRecord,
        jobstore: Arc<str>,
        times: &RunTimes,
        due: DateTime<Utc>,
        observer: Arc<dyn RunObserver>,
    ) -> Self {
        let times = times.iter();
        Submission {
            job,
            jobstore,
            times,
            due,
            begun: false,
            current: None,
            if_dropped: JobError::cancelled(),
            observer,
        }
    }

    pub(crate) fn job(&self) -> &JobRecord {
        &self.job
    }

    /// Reports all its times as failed for this reason.
    pub(crate) fn give_up(mut self, reason: JobError) {
        self.if_dropped = reason;
    }

    /// Goes on to the next time. It is missed if it is too late: APScheduler's rule
    /// (`run_job`), by which the check is made when the run really starts, so that
    /// waiting for a free thread counts.
    ///
    /// After a shutdown, what was submitted before still runs, but catching up ends.
    fn next_step(&mut self) -> Option<Step> {
        if self.begun && !self.observer.goes_on() {
            return None;
        }
        let time = self.times.next()?;
        if self.begun {
            self.due = self.due.max(self.job.due_time_of(time));
        }
        self.begun = true;
        let late = lateness(self.due, self.observer.now());
        if self.job.misfire_grace_time.allows(late) {
            self.current = Some(time);
            let span =
                tracing::info_span!("aps.job", id = %self.job.id, scheduled_run_time = %time, late = ?late);
            return Some(Step::Run(self.observer.clone().context(&self.job.id, time), span));
        }
        let (job_id, jobstore) = (self.job.id.clone(), self.jobstore.clone());
        self.observer.notify(Event::JobMissed { job_id, jobstore, scheduled_run_time: time });
        tracing::warn!(id = %self.job.id, scheduled_run_time = %time, late = ?late, "run missed");
        Some(Step::Missed)
    }

    fn end(&mut self, result: JobResult) {
        if let Some(time) = self.current.take() {
            self.report(time, result);
        }
    }

    fn report(&self, scheduled_run_time: DateTime<Utc>, result: JobResult) {
        let (job_id, jobstore) = (self.job.id.clone(), self.jobstore.clone());
        self.observer.notify(match result {
            Ok(output) => {
                tracing::debug!(id = %job_id, %scheduled_run_time, "run executed");
                Event::JobExecuted { job_id, jobstore, scheduled_run_time, result: output.into_json() }
            }
            Err(error) => {
                tracing::error!(id = %job_id, %scheduled_run_time, %error, "run failed");
                Event::JobError { job_id, jobstore, scheduled_run_time, error }
            }
        });
    }
}

impl Drop for Submission {
    fn drop(&mut self) {
        while let Some(time) = self.current.take().or_else(|| self.times.next()) {
            self.report(time, Err(self.if_dropped.clone()));
        }
        self.observer.submission_ended(&self.jobstore, &self.job.id);
    }
}

impl fmt::Debug for Submission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Submission(`{}`)", self.job.id)
    }
}

impl fmt::Debug for AsyncRun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AsyncRun(`{}`)", self.submission.job.id)
    }
}

impl fmt::Debug for BlockingRun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BlockingRun(`{}`)", self.submission.job.id)
    }
}
