use std::fmt;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;

use tracing::Instrument;

use super::Call;
use super::inside::inside;
use super::submission::{StartedAttempt, Step, Submission};
use crate::job::{BoxFuture, Callable, Callee, Code, JobContext, JobError, JobId, JobRecord, JobResult};
use crate::panics::{contain, contain_future};
use crate::race::{Winner, race_pinned};

/// One submission of a job: its due times, which are executed one after the other.
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
    pub(crate) fn new(code: Code, submission: Submission) -> Self {
        match code {
            Code::Async(body) => Run::Async(AsyncRun { body, submission }),
            Code::Blocking(body) => Run::Blocking(BlockingRun { body, submission }),
        }
    }

    /// The job that runs.
    pub fn job_id(&self) -> &JobId {
        &self.submission().job().id
    }

    /// What the job calls.
    pub fn function(&self) -> &Callee {
        &self.submission().job().function
    }

    /// Executes the run by other means than calling its function here, and reports how it
    /// ended. This is for executors that run jobs in other processes or on other machines, and
    /// [say so](super::Executor::runs_elsewhere).
    ///
    /// `call` is called for each attempt. Whether the run is too late is checked before that, so
    /// wait first until there is a place for the run. When the attempt's `timeout` has passed,
    /// or it was cancelled, the future is dropped. That must end whatever it has begun
    /// elsewhere.
    ///
    /// ```
    /// use aps_runtime::{Executor, ExecutorError, JobError, JobErrorKind, JobOutput, Rejected, Run};
    ///
    /// #[derive(Debug)]
    /// struct Elsewhere;
    ///
    /// impl Executor for Elsewhere {
    ///     fn start(&self) -> Result<(), ExecutorError> {
    ///         Ok(())
    ///     }
    ///     fn submit(&self, run: Run) -> Result<(), Rejected> {
    ///         tokio::spawn(run.execute_with(|call| async move {
    ///             let (name, arguments) = (call.function().name(), call.arguments().as_json());
    ///             println!("{name} is called with {arguments:?}");
    ///             match name.ends_with("report") {
    ///                 true => Ok(JobOutput::NONE),
    ///                 false => Err(JobError::new(JobErrorKind::NotStarted, "no such function there")),
    ///             }
    ///         }));
    ///         Ok(())
    ///     }
    ///     fn shutdown(&self) {}
    ///     fn runs_elsewhere(&self) -> bool {
    ///         true
    ///     }
    /// }
    /// ```
    pub async fn execute_with<F, Fut>(self, call: F)
    where
        F: Fn(Call) -> Fut,
        Fut: Future<Output = JobResult> + Send,
    {
        let call = |job: &Arc<JobRecord>, context| -> BoxFuture<'_, JobResult> {
            Box::pin(call(Call::new(job.clone(), context)))
        };
        self.into_submission().execute(call).await;
    }

    fn submission(&self) -> &Submission {
        match self {
            Run::Async(run) => &run.submission,
            Run::Blocking(run) => &run.submission,
        }
    }

    fn into_submission(self) -> Submission {
        match self {
            Run::Async(run) => run.submission,
            Run::Blocking(run) => run.submission,
        }
    }

    /// Reports all its times as not started.
    pub(crate) fn reject(self, reason: &str) {
        self.into_submission().give_up(JobError::not_started(reason));
    }
}

/// A run of an `async fn`.
pub struct AsyncRun {
    body: Callable<BoxFuture<'static, JobResult>>,
    submission: Submission,
}

impl AsyncRun {
    /// Executes the run and reports how it ended. Its `timeout` and its cancellation are dealt
    /// with here: no executor need know of them, or have a timer.
    pub fn execute(self) -> impl Future<Output = ()> + Send {
        let AsyncRun { body, submission } = self;
        submission.execute(move |job, context| body.call(context, &job.arguments))
    }
}

impl Submission {
    /// Executes all that is to be done now, attempt by attempt.
    ///
    /// Each run takes the memory for all that this future ever holds. So futures are pinned
    /// where they are made: one that is handed to an `async fn` takes its room twice.
    #[expect(clippy::manual_async_fn, reason = "so does what an `async fn` is called with")]
    fn execute<'a, F>(mut self, call: F) -> impl Future<Output = ()>
    where
        F: Fn(&Arc<JobRecord>, JobContext) -> BoxFuture<'a, JobResult>,
    {
        async move {
            loop {
                let result = {
                    let Some(step) = self.next_attempt(&call) else { return };
                    match pin!(step.into_attempt()).as_pin_mut() {
                        Some(attempt) => Some(attempt.await),
                        None => None,
                    }
                };
                if let Some(delay) = result.and_then(|result| self.end(result)) {
                    return self.retry_after(delay);
                }
                if self.is_done() {
                    return;
                }
                // There may be many steps to catch up on; others get their turn.
                tokio::task::yield_now().await;
            }
        }
    }

    /// The next attempt, begun; nothing when nothing is left.
    fn next_attempt<'a>(
        &mut self,
        call: impl FnOnce(&Arc<JobRecord>, JobContext) -> BoxFuture<'a, JobResult>,
    ) -> Option<Step<impl Future<Output = JobResult>>> {
        Some(match self.next_step(true)? {
            Step::Run(attempt) => Step::Run(self.attempt(attempt, call)),
            Step::Missed => Step::Missed,
        })
    }

    /// A panic, in the call or at any later point, becomes an error.
    fn attempt<'a>(
        &self,
        attempt: StartedAttempt,
        call: impl FnOnce(&Arc<JobRecord>, JobContext) -> BoxFuture<'a, JobResult>,
    ) -> impl Future<Output = JobResult> {
        let StartedAttempt { context, cancellation, span } = attempt;
        let mut body = span.in_scope(|| contain(|| call(self.job(), context)));
        let attempt = async move {
            let result = match &mut body {
                Ok(body) => {
                    let cancelled = pin!(cancellation.cancelled());
                    // What ends when it is first looked at, as many do, is never waited for.
                    let body = poll_fn(|cx| inside(self.control(), || body.as_mut().poll(cx)));
                    match race_pinned(contain_future(body), cancelled).await {
                        Winner::First(result) => result.unwrap_or_else(panicked),
                        Winner::Second(reason) => Err(self.cancelled_for(reason)),
                    }
                }
                Err(message) => panicked(std::mem::take(message)),
            };
            if let Err(message) = contain(|| drop(body)) {
                tracing::error!(id = %self.job().id, message, "a run panicked when it was dropped");
            }
            cancellation.close();
            result
        };
        attempt.instrument(span)
    }
}

/// A run of a plain `fn`.
pub struct BlockingRun {
    body: Callable<JobResult>,
    submission: Submission,
}

impl BlockingRun {
    /// Executes the run on this thread and reports how it ended. Its `timeout` is dealt with
    /// here as far as possible: the function is told, and when it returns the outcome is a
    /// timeout.
    pub fn execute(mut self) {
        while let Some(step) = self.submission.next_step(false) {
            if let Step::Run(attempt) = step {
                let StartedAttempt { context, cancellation, span } = attempt;
                let call = || self.body.call(context, &self.submission.job().arguments);
                let call = || inside(self.submission.control(), call);
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

#[cfg(test)]
mod tests {
    use super::*;

    fn size_of_future<F: Future>(_: impl FnOnce(AsyncRun) -> F) -> usize {
        size_of::<F>()
    }

    /// With what tokio adds, a task is then not large for the C library's allocator either,
    /// which tidies up before it gives out 1 KiB.
    #[test]
    fn a_run_is_a_small_future() {
        let size = size_of_future(AsyncRun::execute);
        assert!(size <= 400, "{size}");
    }
}
