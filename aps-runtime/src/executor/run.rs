use std::fmt;

use tracing::Instrument;

use super::submission::{StartedAttempt, Step, Submission};
use crate::job::{BoxFuture, Callable, Cancellation, Code, JobContext, JobError, JobId, JobResult};
use crate::panics::{contain, contain_future};
use crate::race::{Winner, race};

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
    pub(crate) fn new(code: Code, submission: Box<Submission>) -> Self {
        match code {
            Code::Async(body) => Run::Async(AsyncRun { body, submission }),
            Code::Blocking(body) => Run::Blocking(BlockingRun { body, submission }),
        }
    }

    /// The job that runs.
    pub fn job_id(&self) -> &JobId {
        &self.submission().job().id
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
    body: Callable<BoxFuture<'static, JobResult>>,
    submission: Box<Submission>,
}

impl AsyncRun {
    /// Executes the run and reports how it ended. Its `timeout` and its cancellation are
    /// heeded here: no executor need know of them, nor have a timer.
    pub async fn execute(mut self) {
        while let Some(step) = self.submission.next_step(true) {
            if let Step::Run(attempt) = step {
                let StartedAttempt { context, cancellation, span } = attempt;
                let result = self.call(context, &cancellation).instrument(span).await;
                cancellation.close();
                if let Some(delay) = self.submission.end(result) {
                    return self.submission.retry_after(delay);
                }
            }
            if self.submission.is_done() {
                return;
            }
            // There may be many steps to catch up on; others get their turn.
            tokio::task::yield_now().await;
        }
    }

    /// A panic, in the call or at any later point, becomes an error.
    async fn call(&self, context: JobContext, cancellation: &Cancellation) -> JobResult {
        let future = contain(|| self.body.call(context, &self.submission.job().arguments));
        let mut future = future.map_err(JobError::panicked)?;
        // What ends when it is first looked at, as many do, is never waited for.
        let result = match race(contain_future(future.as_mut()), cancellation.cancelled()).await {
            Winner::First(result) => result.unwrap_or_else(panicked),
            Winner::Second(reason) => Err(self.submission.cancelled_for(reason)),
        };
        if let Err(message) = contain(|| drop(future)) {
            tracing::error!(id = %self.submission.job().id, message, "a run panicked when it was dropped");
        }
        result
    }
}

/// A run of a plain `fn`.
pub struct BlockingRun {
    body: Callable<JobResult>,
    submission: Box<Submission>,
}

impl BlockingRun {
    /// Executes the run on this thread and reports how it ended. Its `timeout` is heeded here
    /// as far as can be: the function is told, and when it returns it has timed out.
    pub fn execute(mut self) {
        while let Some(step) = self.submission.next_step(false) {
            if let Step::Run(attempt) = step {
                let StartedAttempt { context, cancellation, span } = attempt;
                let call = || self.body.call(context, &self.submission.job().arguments);
                let result = span.in_scope(|| contain(call)).unwrap_or_else(panicked);
                let result = self.submission.unless_overdue(result, cancellation.close());
                if let Some(delay) = self.submission.end(result) {
                    return self.submission.retry_after(delay);
                }
            }
        }
    }
}

fn panicked(message: String) -> JobResult {
    Err(JobError::panicked(message))
}

impl fmt::Debug for AsyncRun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AsyncRun(`{}`)", self.submission.job().id)
    }
}

impl fmt::Debug for BlockingRun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BlockingRun(`{}`)", self.submission.job().id)
    }
}
