use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::panics::contain;

/// Why a run failed. Cheap to clone, so that every listener can keep it.
#[derive(Clone)]
pub struct JobError {
    kind: JobErrorKind,
    /// Written down at once: it is wanted in places where the cause's own
    /// `Display` must not be trusted.
    message: Arc<str>,
    cause: Arc<dyn StdError + Send + Sync>,
}

/// The ways in which a run can fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum JobErrorKind {
    /// The function returned `Err`.
    Failed,
    /// The function panicked.
    Panicked,
    /// The stored arguments do not fit the function's parameters.
    Arguments,
    /// The run took longer than its `timeout`.
    TimedOut,
    /// The process in which the function ran has died: it was killed by a signal, it aborted,
    /// or the function ended it.
    Crashed,
    /// What the function returned cannot be written as JSON.
    Output,
    /// The run was ended early: somebody cancelled it, or the program shut down without
    /// waiting.
    Cancelled,
    /// The scheduler has lost its lease on the store, so that the run was no longer its own:
    /// another node may have abandoned it or taken it over. See [`RunStore`](crate::RunStore).
    LeaseLost,
    /// No executor took the run, or this program has no such function.
    NotStarted,
}

impl JobError {
    /// In which way the run failed.
    pub fn kind(&self) -> JobErrorKind {
        self.kind
    }

    /// The error that the function returned, or what stands for it, to be downcast:
    /// `error.cause().downcast_ref::<io::Error>()`.
    pub fn cause(&self) -> &(dyn StdError + Send + Sync + 'static) {
        &*self.cause
    }

    /// An error of this kind, for executors that run jobs by
    /// [other means](crate::Run::execute_with). A job function returns an error of its own.
    ///
    /// ```
    /// use aps_runtime::{JobError, JobErrorKind};
    ///
    /// let error = JobError::new(JobErrorKind::Crashed, "the machine was switched off");
    /// assert_eq!(error.to_string(), "the machine was switched off");
    /// ```
    pub fn new(kind: JobErrorKind, cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        let cause: Arc<dyn StdError + Send + Sync> = Arc::from(cause.into());
        let message = contain(|| cause.to_string())
            .unwrap_or_else(|panic| format!("an error whose text cannot be had: {panic}"));
        JobError { kind, message: message.into(), cause }
    }

    /// The text of the cause alone.
    #[cfg(all(unix, feature = "process-pool"))]
    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    pub(crate) fn arguments(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        JobError::new(JobErrorKind::Arguments, cause)
    }

    pub(super) fn output(cause: serde_json::Error) -> Self {
        JobError::new(JobErrorKind::Output, cause)
    }

    pub(crate) fn cancelled() -> Self {
        JobError::new(JobErrorKind::Cancelled, "the run was cancelled")
    }

    pub(crate) fn lease_lost() -> Self {
        JobError::new(
            JobErrorKind::LeaseLost,
            "the run was cancelled: its node has lost its lease on the store",
        )
    }

    pub(crate) fn dropped() -> Self {
        JobError::new(JobErrorKind::Cancelled, "the run was dropped before it ended")
    }

    pub(crate) fn timed_out(timeout: Duration) -> Self {
        JobError::new(JobErrorKind::TimedOut, format!("the run took longer than its timeout of {timeout:?}"))
    }

    pub(crate) fn not_started(reason: impl Into<String>) -> Self {
        JobError::new(JobErrorKind::NotStarted, reason.into())
    }

    pub(crate) fn panicked(message: String) -> Self {
        JobError::new(JobErrorKind::Panicked, message)
    }
}

impl fmt::Display for JobError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            JobErrorKind::Panicked => write!(f, "panicked: {}", self.message),
            JobErrorKind::Arguments => write!(f, "unfit arguments: {}", self.message),
            JobErrorKind::NotStarted => write!(f, "not started: {}", self.message),
            JobErrorKind::Output => write!(f, "the result cannot be written as JSON: {}", self.message),
            JobErrorKind::Failed
            | JobErrorKind::TimedOut
            | JobErrorKind::Crashed
            | JobErrorKind::Cancelled
            | JobErrorKind::LeaseLost => f.write_str(&self.message),
        }
    }
}

impl fmt::Debug for JobError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "JobError({:?}: {})", self.kind, self.message)
    }
}

impl StdError for JobError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        // The cause's own message is already ours, so the chain goes on below it.
        self.cause.source()
    }
}
