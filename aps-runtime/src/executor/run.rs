use std::fmt;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::task::Poll;

use chrono::{DateTime, Utc};
use tracing::Instrument;

use crate::engine::{RunTimes, RunTimesIter, lateness};
use crate::event::Event;
use crate::job::{Arguments, BoxFuture, JobBody, JobContext, JobError, JobId, JobRecord, JobResult};

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
        while let Some((context, span)) = self.submission.begin_next() {
            let result = contain(self.body, context, &self.submission.job.arguments).instrument(span).await;
            self.submission.end(result);
        }
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
        while let Some((context, span)) = self.submission.begin_next() {
            let arguments = &self.submission.job.arguments;
            let call = AssertUnwindSafe(|| (self.body)(context, arguments));
            let result =
                span.in_scope(|| catch_unwind(call)).unwrap_or_else(|panic| Err(JobError::panicked(&*panic)));
            self.submission.end(result);
        }
    }
}

/// Calls an `async fn` and turns a panic, in the call or at any later point, into an error.
async fn contain(
    body: fn(JobContext, &Arguments) -> BoxFuture<'static, JobResult>,
    context: JobContext,
    arguments: &Arguments,
) -> JobResult {
    let mut future = catch_unwind(AssertUnwindSafe(|| body(context, arguments)))
        .map_err(|panic| JobError::panicked(&*panic))?;
    poll_fn(|cx| match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(cx))) {
        Ok(poll) => poll,
        Err(panic) => Poll::Ready(Err(JobError::panicked(&*panic))),
    })
    .await
}

/// Who is told about a run, and lends it the time.
pub(crate) trait RunObserver: Send + Sync {
    fn now(&self) -> DateTime<Utc>;
    fn context(self: Arc<Self>, job_id: &JobId, scheduled_run_time: DateTime<Utc>) -> JobContext;
    fn notify(&self, event: Event);
    fn submission_ended(&self, jobstore: &Arc<str>, job_id: &JobId);
}

/// What both kinds of run have in common. Holds one of the job's `max_instances`
/// places until it is dropped.
pub(crate) struct Submission {
    job: JobRecord,
    jobstore: Arc<str>,
    times: RunTimesIter,
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
        observer: Arc<dyn RunObserver>,
    ) -> Self {
        let times = times.iter();
        Submission { job, jobstore, times, current: None, if_dropped: JobError::cancelled(), observer }
    }

    pub(crate) fn job(&self) -> &JobRecord {
        &self.job
    }

    /// Reports all its times as failed for this reason.
    pub(crate) fn give_up(mut self, reason: JobError) {
        self.if_dropped = reason;
    }

    /// Goes on to the next time that is not too late; those that are, are missed.
    ///
    /// APScheduler's rule (`run_job`): the check is made when the run really
    /// starts, so waiting for a free thread counts.
    fn begin_next(&mut self) -> Option<(JobContext, tracing::Span)> {
        for time in self.times.by_ref() {
            let late = lateness(time, self.observer.now());
            if self.job.misfire_grace_time.allows(late) {
                self.current = Some(time);
                let span = tracing::info_span!("aps.job", id = %self.job.id, scheduled_run_time = %time, late = ?late);
                return Some((self.observer.clone().context(&self.job.id, time), span));
            }
            tracing::warn!(id = %self.job.id, scheduled_run_time = %time, late = ?late, "run missed");
            let (job_id, jobstore) = (self.job.id.clone(), self.jobstore.clone());
            self.observer.notify(Event::JobMissed { job_id, jobstore, scheduled_run_time: time });
        }
        None
    }

    fn end(&mut self, result: JobResult) {
        if let Some(time) = self.current.take() {
            self.report(time, result);
        }
    }

    fn report(&self, scheduled_run_time: DateTime<Utc>, result: JobResult) {
        let (job_id, jobstore) = (self.job.id.clone(), self.jobstore.clone());
        self.observer.notify(match result {
            Ok(()) => {
                tracing::debug!(id = %job_id, %scheduled_run_time, "run executed");
                Event::JobExecuted { job_id, jobstore, scheduled_run_time }
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
