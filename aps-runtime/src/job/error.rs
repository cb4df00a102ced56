use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

/// How a run ended: well, or with a [`JobError`].
pub type JobResult = Result<(), JobError>;

/// Why a run failed. Cheap to clone, so that every listener can keep it.
#[derive(Clone)]
pub struct JobError {
    kind: JobErrorKind,
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
    /// The run was dropped before it ended: the program shut down without waiting.
    Cancelled,
    /// No executor took the run, or this program has no such function.
    NotStarted,
}

impl JobError {
    /// In which way the run failed.
    pub fn kind(&self) -> JobErrorKind {
        self.kind
    }

    fn new(kind: JobErrorKind, cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        JobError { kind, cause: Arc::from(cause.into()) }
    }

    pub(crate) fn arguments(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        JobError::new(JobErrorKind::Arguments, cause)
    }

    pub(crate) fn cancelled() -> Self {
        JobError::new(JobErrorKind::Cancelled, "the run was dropped before it ended")
    }

    pub(crate) fn not_started(reason: impl Into<String>) -> Self {
        JobError::new(JobErrorKind::NotStarted, reason.into())
    }

    /// Takes the message out of what a panic threw.
    pub(crate) fn panicked(payload: &(dyn std::any::Any + Send)) -> Self {
        let message = payload
            .downcast_ref::<&str>()
            .map(ToString::to_string)
            .or_else(|| payload.downcast_ref::<String>().cloned())
            .unwrap_or_else(|| "a panic without a message".to_owned());
        JobError::new(JobErrorKind::Panicked, message)
    }
}

impl fmt::Display for JobError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            JobErrorKind::Panicked => write!(f, "panicked: {}", self.cause),
            JobErrorKind::Arguments => write!(f, "unfit arguments: {}", self.cause),
            JobErrorKind::NotStarted => write!(f, "not started: {}", self.cause),
            JobErrorKind::Failed | JobErrorKind::Cancelled => fmt::Display::fmt(&self.cause, f),
        }
    }
}

impl fmt::Debug for JobError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JobError").field("kind", &self.kind).field("cause", &self.cause).finish()
    }
}

impl StdError for JobError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        // The cause's own message is already ours, so the chain goes on below it.
        self.cause.source()
    }
}

/// What a job function may return: `()`, or `Result<(), E>` where `E` is an error.
///
/// `E` is anything that turns into `Box<dyn Error + Send + Sync>`, so
/// `anyhow::Result<()>` and `Result<(), String>` work as well.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be returned from a job",
    label = "not a job result",
    note = "a job returns `()`, or `Result<(), E>` where `E: Into<Box<dyn Error + Send + Sync>>`"
)]
pub trait IntoJobResult {
    /// The outcome of the run.
    ///
    /// # Errors
    ///
    /// What the function returned as its error.
    fn into_job_result(self) -> JobResult;
}

impl IntoJobResult for () {
    fn into_job_result(self) -> JobResult {
        Ok(())
    }
}

impl<E: Into<Box<dyn StdError + Send + Sync>>> IntoJobResult for Result<(), E> {
    fn into_job_result(self) -> JobResult {
        self.map_err(|error| {
            // A `JobError` that a function passes on keeps its kind.
            match error.into().downcast::<JobError>() {
                Ok(passed_on) => *passed_on,
                Err(error) => JobError::new(JobErrorKind::Failed, error),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_keeps_its_message_and_its_sources() {
        let inner = std::io::Error::other("disk on fire");
        let error = Err::<(), _>(inner).into_job_result().unwrap_err();
        assert_eq!(error.to_string(), "disk on fire");
        assert_eq!(error.kind(), JobErrorKind::Failed);
        assert!(Err::<(), _>("text").into_job_result().is_err());
    }

    #[test]
    fn a_job_error_passed_on_is_not_wrapped_again() {
        let error = Err::<(), _>(JobError::cancelled()).into_job_result().unwrap_err();
        assert_eq!(error.kind(), JobErrorKind::Cancelled);
    }

    #[test]
    fn a_panic_tells_its_message() {
        for payload in [Box::new("boom") as Box<dyn std::any::Any + Send>, Box::new("boom".to_owned())] {
            assert_eq!(JobError::panicked(&*payload).to_string(), "panicked: boom");
        }
        assert_eq!(JobError::panicked(&7_u8).to_string(), "panicked: a panic without a message");
    }
}
