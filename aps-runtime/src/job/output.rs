use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use serde::Serialize;
use serde_json::Value;

use super::{JobError, JobErrorKind};

/// How a run ended: well, or with a [`JobError`].
pub type JobResult = Result<JobOutput, JobError>;

/// What a run that ended well leaves behind: nothing, or a [`Json`]. Cheap to clone.
#[derive(Clone, PartialEq, Default)]
pub struct JobOutput(Option<Arc<Value>>);

impl JobOutput {
    /// Nothing.
    pub const NONE: JobOutput = JobOutput(None);

    /// This result, for executors that run jobs by
    /// [other means](crate::Run::execute_with). A job function returns a [`Json`].
    pub fn json(result: Value) -> Self {
        JobOutput(Some(Arc::new(result)))
    }

    /// The result, if the function returns one.
    pub fn into_json(self) -> Option<Arc<Value>> {
        self.0
    }
}

impl fmt::Debug for JobOutput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("JobOutput").field(&Hidden(&self.0)).finish()
    }
}

/// A result where it is printed for programmers, and may get into a log: whether there is
/// one, since its value may be a secret.
pub(crate) struct Hidden<'a>(pub(crate) &'a Option<Arc<Value>>);

impl fmt::Debug for Hidden<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Some(..)" } else { "None" })
    }
}

/// A result that is reported: a job function returns `Json<T>` or `Result<Json<T>, E>`, and
/// [`Event::JobExecuted`](crate::Event::JobExecuted) has it as `result`.
///
/// If the value cannot be written as JSON (for example a map whose keys are not strings), that
/// is a failure of the run, of the kind [`JobErrorKind::Output`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Json<T>(pub T);

/// What a job function may return: `()`, `Json<T>`, or a `Result` of either with an error `E`.
///
/// `E` is anything that turns into `Box<dyn Error + Send + Sync>`, so
/// `anyhow::Result<()>` and `Result<(), String>` work as well.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be returned from a job",
    label = "not a job result",
    note = "a job returns `()`, `Json<T>`, `Result<(), E>` or `Result<Json<T>, E>`",
    note = "`T` implements `serde::Serialize`",
    note = "`E` is whatever `?` turns into `Box<dyn Error + Send + Sync>`: a type that implements `Error`, `String`, `anyhow::Error`"
)]
pub trait IntoJobResult {
    /// The outcome of the run.
    ///
    /// # Errors
    ///
    /// What the function returned as its error, or that its result cannot be written as JSON.
    fn into_job_result(self) -> JobResult;
}

// Without this the compiler speaks of the bounds of `T` and `E`, at length, and not of the notes.
#[diagnostic::do_not_recommend]
impl IntoJobResult for () {
    fn into_job_result(self) -> JobResult {
        Ok(JobOutput::NONE)
    }
}

#[diagnostic::do_not_recommend]
impl<T: Serialize> IntoJobResult for Json<T> {
    fn into_job_result(self) -> JobResult {
        let value = serde_json::to_value(self.0).map_err(JobError::output)?;
        Ok(JobOutput::json(value))
    }
}

#[diagnostic::do_not_recommend]
impl<E: Into<Box<dyn StdError + Send + Sync>>> IntoJobResult for Result<(), E> {
    fn into_job_result(self) -> JobResult {
        self.map_err(failed)?.into_job_result()
    }
}

#[diagnostic::do_not_recommend]
impl<T: Serialize, E: Into<Box<dyn StdError + Send + Sync>>> IntoJobResult for Result<Json<T>, E> {
    fn into_job_result(self) -> JobResult {
        self.map_err(failed)?.into_job_result()
    }
}

/// A `JobError` that a function passes on keeps its kind.
fn failed(error: impl Into<Box<dyn StdError + Send + Sync>>) -> JobError {
    match error.into().downcast::<JobError>() {
        Ok(passed_on) => *passed_on,
        Err(error) => JobError::new(JobErrorKind::Failed, error),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn a_result_is_kept_as_json() {
        let output = Json((7, "seven")).into_job_result().unwrap();
        assert_eq!(*output.into_json().unwrap(), serde_json::json!([7, "seven"]));
        let output = Ok::<_, String>(Json(Some(7))).into_job_result().unwrap();
        assert_eq!(*output.into_json().unwrap(), 7);
        assert_eq!(().into_job_result().unwrap(), JobOutput::NONE);
    }

    #[test]
    fn debug_shows_that_there_is_a_result_and_not_which() {
        let output = Json("secret").into_job_result().unwrap();
        assert_eq!(format!("{output:?} {:?}", JobOutput::NONE), "JobOutput(Some(..)) JobOutput(None)");
    }

    #[test]
    fn a_result_that_is_no_json_is_a_failure() {
        let error = Json(BTreeMap::from([((1, 2), 3)])).into_job_result().unwrap_err();
        assert_eq!(error.kind(), JobErrorKind::Output);
        assert_eq!(error.to_string(), "the result cannot be written as JSON: key must be a string");
    }

    #[test]
    fn an_error_keeps_its_message_and_its_sources() {
        let inner = std::io::Error::other("disk on fire");
        let error = Err::<(), _>(inner).into_job_result().unwrap_err();
        assert_eq!(error.to_string(), "disk on fire");
        assert_eq!(error.kind(), JobErrorKind::Failed);
        assert!(Err::<Json<u8>, _>("text").into_job_result().is_err());
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
