//! What can go wrong when the scheduler is told to do something.
//!
//! A job's own failure is not an [`Error`]: it is the [`JobError`](crate::JobError)
//! of an event.

mod kind;

use std::error::Error as StdError;
use std::fmt;
use std::iter;
use std::num::NonZeroU32;
#[cfg(feature = "config")]
use std::sync::Arc;

use aps_triggers::ParseErrors;

#[cfg(feature = "config")]
use crate::config::Faults;
use crate::executor::ExecutorError;
use crate::job::{JobFunction, JobId, StateType};
use crate::store::StoreError;

pub use kind::ErrorKind;

/// An error of the scheduler. [`kind`](Self::kind) says which one; the text says what is wrong
/// and what to write instead.
///
/// If something else has failed, such as a database or a file, that error is the
/// [`source`](StdError::source). `{error}` leaves it out, as usual; `{error:#}` shows it after a
/// colon, and `{error:?}` on lines of its own.
///
/// ```
/// # #[cfg(feature = "config")]
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> aps_runtime::Result<()> {
/// # let scheduler = aps_runtime::Scheduler::builder().build()?;
/// # scheduler.start().await?;
/// let error = scheduler.import_jobs("no/such.json").await.unwrap_err();
/// assert_eq!(error.to_string(), "`no/such.json` cannot be read");
/// assert!(format!("{error:#}").starts_with("`no/such.json` cannot be read: "));
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "config"))]
/// # fn main() {}
/// ```
pub struct Error {
    kind: ErrorKind,
    message: String,
    /// What else is wrong.
    others: Vec<String>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// Whoever imports a thousand jobs once more is not helped by a thousand lines.
#[cfg(feature = "config")]
const MOST_LISTED: usize = 50;

/// What to write in place of an empty alias.
pub(crate) const ALIAS_HELP: &str =
    "write a word by which jobs name it, or `default` for those that name none";

impl Error {
    /// Which error it is.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Error { kind, message: message.into(), others: Vec::new(), source: None }
    }

    pub(crate) fn with_source(
        kind: ErrorKind,
        message: impl Into<String>,
        source: impl Into<Box<dyn StdError + Send + Sync>>,
    ) -> Self {
        Error { kind, message: message.into(), others: Vec::new(), source: Some(source.into()) }
    }

    /// Several errors as one, of the kind of the first; `None` if there is none.
    pub(crate) fn all(mut errors: Vec<Error>) -> Option<Self> {
        if errors.len() < 2 {
            return errors.pop();
        }
        let kind = errors.first()?.kind;
        let mut messages = errors.into_iter().flat_map(|error| iter::once(error.message).chain(error.others));
        let message = messages.next()?;
        Some(Error { kind, message, others: messages.collect(), source: None })
    }

    fn causes(&self) -> impl Iterator<Item = &(dyn StdError + 'static)> {
        iter::successors(self.source(), |&cause| cause.source())
    }

    /// Says what the error is about, and so what each of several is about.
    pub(crate) fn at(mut self, place: &str) -> Self {
        for message in iter::once(&mut self.message).chain(&mut self.others) {
            *message = format!("{place}: {message}");
        }
        self
    }

    pub(crate) fn invalid_id(id: &str) -> Self {
        let shown: String = id.chars().take(JobId::MAX_LENGTH).flat_map(char::escape_debug).collect();
        let more = if id.chars().nth(JobId::MAX_LENGTH).is_some() { "…" } else { "" };
        let message = format!(
            "`{shown}{more}` is not a job id: an id has 1 to {} characters of `A-Z a-z 0-9 . _ : -`",
            JobId::MAX_LENGTH
        );
        Error::new(ErrorKind::InvalidId, message)
    }

    pub(crate) fn unknown_function(name: &str) -> Self {
        let message = format!(
            "no function `{name}` is registered in this program; \
             annotate it with `#[job]`, and link its crate with `use that_crate as _;`"
        );
        Error::new(ErrorKind::UnknownFunction, message)
    }

    pub(crate) fn missing_state(function: &JobFunction, missing: &StateType) -> Self {
        let message = format!(
            "function `{}` wants shared state that the scheduler does not have: {}\n  \
             = help: give it one of type `{}`: `Scheduler::builder().state(…)`",
            function.name,
            function.location,
            missing.name()
        );
        Error::new(ErrorKind::MissingState, message)
    }

    pub(crate) fn state_elsewhere(executor: &str, function: &JobFunction) -> Self {
        let message = format!(
            "executor `{executor}` cannot run `{}` ({}), which wants the state of this process\n  \
             = help: name another executor, or let the function make what it needs by itself\n  \
             = note: executor `{executor}` runs jobs in other processes; arguments go there, `State<T>` does not",
            function.name, function.location
        );
        Error::new(ErrorKind::NotExecutable, message)
    }

    pub(crate) fn closure_elsewhere(executor: &str, closure: &str) -> Self {
        let message = format!(
            "executor `{executor}` cannot run `{closure}`, which exists in this process only\n  \
             = help: annotate the function with `#[job]`, and add `the_function::job(its, arguments)`\n  \
             = note: executor `{executor}` runs jobs in other processes, which know functions by their names"
        );
        Error::new(ErrorKind::NotExecutable, message)
    }

    pub(crate) fn doubled_state(name: &str) -> Self {
        let message = format!(
            "state of type `{name}` is given twice, and a function could get one of them only; \
             give one of them a type of its own, as in `struct Replica(Pool)`"
        );
        Error::new(ErrorKind::InvalidOption, message)
    }

    pub(crate) fn max_instances(id: &JobId, max_instances: NonZeroU32) -> Self {
        let message = format!(
            "job `{id}` cannot be run now: {max_instances} of its runs are under way, which is its `max_instances`"
        );
        Error::new(ErrorKind::MaxInstances, message)
    }

    pub(crate) fn executor(alias: &str, error: ExecutorError) -> Self {
        Error::with_source(ErrorKind::Executor, format!("executor `{alias}` cannot start"), error)
    }

    pub(crate) fn no_time() -> Self {
        let message = "`timeout` is 0, so that no run could end in time; leave it out for no limit";
        Error::new(ErrorKind::InvalidOption, message)
    }

    /// A name, a tag or a key of which nothing could be made.
    pub(crate) fn empty(what: &str, help: &str) -> Self {
        Error::new(ErrorKind::InvalidOption, format!("{what} is empty\n  = help: {help}"))
    }

    pub(crate) fn no_instances() -> Self {
        Error::new(
            ErrorKind::InvalidOption,
            "`max_instances` is 0, so that the job could never run; it is at least 1",
        )
    }

    pub(crate) fn job_lookup(id: &str) -> Self {
        Error::new(ErrorKind::JobLookup, format!("no job by the id of `{id}` was found"))
    }

    pub(crate) fn conflicting_id(id: &JobId) -> Self {
        let message = format!(
            "job identifier `{id}` conflicts with an existing job; choose another id, or say `replace_existing(true)`"
        );
        Error::new(ErrorKind::ConflictingId, message)
    }

    pub(crate) fn arguments(function: &str, reason: impl fmt::Display) -> Self {
        Error::new(ErrorKind::Arguments, format!("the arguments of `{function}` cannot be stored: {reason}"))
    }

    #[cfg(feature = "config")]
    pub(crate) fn before_start(what: &str) -> Self {
        let message = format!(
            "jobs cannot be {what} before the scheduler was first started\n  \
             = help: call `start()` before that, or `start_paused()`, which runs nothing\n  \
             = note: until then jobs have no run time, and no place in a store"
        );
        Error::new(ErrorKind::NotRunning, message)
    }

    #[cfg(feature = "config")]
    pub(crate) fn conflicting_jobs(jobs: &[(Arc<str>, JobId)]) -> Self {
        let jobs = jobs.iter().map(|(jobstore, id)| format!("`{id}` in job store `{jobstore}`"));
        let help = "\n  = help: `on_conflict(OnConflict::Skip)` leaves them as they are, \
                    `on_conflict(OnConflict::Replace)` replaces them";
        Error::listing(ErrorKind::ConflictingId, "there are jobs by these ids already", jobs, help)
    }

    /// An error that is about several things.
    #[cfg(feature = "config")]
    pub(crate) fn listing<T: fmt::Display>(
        kind: ErrorKind,
        headline: &str,
        things: impl ExactSizeIterator<Item = T>,
        help: &str,
    ) -> Self {
        let more = things.len().checked_sub(MOST_LISTED).filter(|more| *more > 0);
        let lines = things.take(MOST_LISTED).map(|thing| format!("\n  {thing}"));
        let lines: String = lines.chain(more.map(|more| format!("\n  and {more} more"))).collect();
        Error::new(kind, format!("{headline}{lines}{help}"))
    }

    pub(crate) fn no_runtime(call: &str) -> Self {
        let message = format!(
            "`{call}` needs a tokio runtime: call it inside `#[aps_runtime::main]` or `#[tokio::main]`; \
             a program without one calls `run_blocking`, or `run_in_background`"
        );
        Error::new(ErrorKind::NoRuntime, message)
    }

    /// What is wrong with a configuration.
    #[cfg(feature = "config")]
    pub(crate) fn config(faults: &Faults) -> Self {
        Error::new(ErrorKind::Config, faults.to_string())
    }

    /// An unknown alias, with the known ones.
    pub(crate) fn unknown_alias<'a>(
        kind: ErrorKind,
        what: &str,
        alias: &str,
        known: impl Iterator<Item = &'a str>,
    ) -> Self {
        let known: Vec<_> = known.map(|alias| format!("`{alias}`")).collect();
        let message = format!("no {what} is called `{alias}`; there is {}", known.join(", "));
        Error::new(kind, message)
    }

    /// A failure of the store with this alias.
    pub(crate) fn store(alias: &str, error: StoreError) -> Self {
        match error {
            StoreError::ConflictingId(id) => Error::conflicting_id(&id),
            StoreError::Failed(source) => {
                Error::with_source(ErrorKind::Store, format!("job store `{alias}` failed"), source)
            }
            error @ StoreError::LeaseLost => {
                Error::with_source(ErrorKind::Store, format!("job store `{alias}` failed"), error.to_string())
            }
        }
    }
}

/// So that `CronTrigger::parse("…")?` works where an [`Error`] is returned.
impl From<ParseErrors> for Error {
    fn from(errors: ParseErrors) -> Self {
        Error::new(ErrorKind::Parse, errors.to_string())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        self.others.iter().try_for_each(|other| write!(f, "\n{other}"))?;
        if f.alternate() {
            self.causes().try_for_each(|cause| write!(f, ": {cause}"))?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    /// As a report, since `main` prints errors this way.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")?;
        self.causes().try_for_each(|cause| write!(f, "\n  caused by: {cause}"))
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

#[cfg(test)]
mod tests {
    use super::{Error, ErrorKind};

    #[test]
    fn each_of_several_errors_says_what_it_is_about() {
        let error = |message: &str| Error::new(ErrorKind::InvalidOption, message);
        let first = Error::all(vec![error("a\n  = help: b"), error("c")]).unwrap().at("job `x`");
        let all = Error::all(vec![first, error("d")]).unwrap();
        assert_eq!(all.to_string(), "job `x`: a\n  = help: b\njob `x`: c\nd");
        assert_eq!(format!("{all:?}"), all.to_string());
    }
}
