use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use crate::panics::contain;

/// How a run ended: well, or with a [`JobError`].
pub type JobResult = Result<(), JobError>;

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

    /// The error that the function returned, or what stands for it, to be downcast:
    /// `error.cause().downcast_ref::<io::Error>()`.
    pub fn cause(&self) -> &(dyn StdError + Send + Sync + 'static) {
        &*self.cause
    }

    fn new(kind: JobErrorKind, cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        let cause: Arc<dyn StdError + Send + Sync> = Arc::from(cause.into());
        let message = contain(|| cause.to_string())
            .unwrap_or_else(|panic| format!("an error whose text cannot be had: {panic}"));
        JobError { kind, message: message.into(), cause }
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
            JobErrorKind::Failed | JobErrorKind::Cancelled => f.write_str(&self.message),
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

/// What a job function may return: `()`, or `Result<(), E>` where `E` is an error.
///
/// `E` is anything that turns into `Box<dyn Error + Send + Sync>`, so
/// `anyhow::Result<()>` and `Result<(), String>` work as well.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be returned from a job",
    label = "not a job result",
    note = "a job returns `()`, or `Result<(), E>`",
    note = "`E` is whatever `?` turns into `Box<dyn Error + Send + Sync>`: a type that implements `Error`, `String`, `anyhow::Error`"
)]
pub trait IntoJobResult {
    /// The outcome of the run.
    ///
    /// # Errors
    ///
    /// What the function returned as its error.
    fn into_job_result(self) -> JobResult;
}

// Without this the compiler speaks of the bounds of `E`, at length, and not of the note.
#[diagnostic::do_not_recommend]
impl IntoJobResult for () {
    fn into_job_result(self) -> JobResult {
        Ok(())
    }
}

#[diagnostic::do_not_recommend]
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
    fn the_cause_can_be_had_back() {
        let error = Err::<(), _>(std::io::Error::other("disk on fire")).into_job_result().unwrap_err();
        assert!(error.cause().downcast_ref::<std::io::Error>().is_some());
    }

    #[test]
    fn an_error_whose_text_panics_is_an_error_all_the_same() {
        #[derive(Debug)]
        struct Mute;
        impl fmt::Display for Mute {
            fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
                panic!("no words")
            }
        }
        impl StdError for Mute {}
        let error = Err::<(), _>(Mute).into_job_result().unwrap_err();
        assert_eq!(error.to_string(), "an error whose text cannot be had: no words");
    }
}
