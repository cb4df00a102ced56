use std::fmt;

use serde::Serialize;
use serde_json::Value;

use super::export::count;
use crate::job::JobId;
use crate::job::vocabulary::RunTime;

/// What an import has changed, or would change; see
/// [`Scheduler::import_jobs`](crate::Scheduler::import_jobs).
///
/// When printed, it is a list with a line for each job, and below that line what changes.
///
/// ```text
/// dry run: 3 jobs read, 1 to add, 1 to replace, 1 to skip
/// + nightly: cron[0 3 * * *], next run at 2026-11-23 03:00:00 UTC
/// ~ weekly: replaced
///     max_instances: 1 -> 3
///     trigger: {"cron":"0 4 * * 1"} -> {"cron":"0 5 * * 1"}
/// - hourly: skipped, there is a job by this id
/// ```
///
/// For programs there are the [`jobs`](Self::jobs); the report can also be serialised.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ImportReport {
    dry_run: bool,
    jobs: Vec<ImportedJob>,
}

/// What becomes of one job of an import.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ImportedJob {
    pub(crate) job_id: JobId,
    pub(crate) jobstore: String,
    pub(crate) function: String,
    /// As people read it.
    pub(crate) trigger: String,
    pub(crate) next_run_time: Option<RunTime>,
    pub(crate) paused: bool,
    pub(crate) unknown_function: bool,
    pub(crate) change: ImportChange,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) differences: Vec<Difference>,
}

/// The ways in which an import changes what is in a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ImportChange {
    /// The job is new.
    Added,
    /// It replaces the job with its id.
    Replaced,
    /// There is a job with its id, which stays as it is.
    Skipped,
    /// It is the same as the job with its id.
    Unchanged,
    /// Its trigger has no fire time left, and it is left out.
    Ended,
}

/// What is different in a job that is replaced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    key: String,
    before: Option<String>,
    after: Option<String>,
}

impl ImportReport {
    pub(crate) fn new(dry_run: bool, jobs: Vec<ImportedJob>) -> Self {
        ImportReport { dry_run, jobs }
    }

    /// Whether nothing was written.
    pub fn is_dry_run(&self) -> bool {
        self.dry_run
    }

    /// All jobs, in the order in which they were read.
    pub fn jobs(&self) -> &[ImportedJob] {
        &self.jobs
    }

    /// The jobs for which the import makes this change.
    pub fn jobs_that_are(&self, change: ImportChange) -> impl Iterator<Item = &ImportedJob> {
        self.jobs.iter().filter(move |job| job.change == change)
    }

    /// The jobs that are paused because no function with their name for it is registered.
    pub fn with_unknown_function(&self) -> impl Iterator<Item = &ImportedJob> {
        self.jobs.iter().filter(|job| job.unknown_function)
    }
}

impl ImportedJob {
    /// Its identity.
    pub fn job_id(&self) -> &JobId {
        &self.job_id
    }

    /// The alias of its store.
    pub fn jobstore(&self) -> &str {
        &self.jobstore
    }

    /// The name of its function.
    pub fn function(&self) -> &str {
        &self.function
    }

    /// What becomes of it.
    pub fn change(&self) -> ImportChange {
        self.change
    }

    /// Whether no function with this name is registered. The job is paused then.
    pub fn has_unknown_function(&self) -> bool {
        self.unknown_function
    }

    /// What changes, if it is [replaced](ImportChange::Replaced).
    pub fn differences(&self) -> &[Difference] {
        &self.differences
    }
}

impl Difference {
    pub(super) fn new(key: &str, before: Option<&Value>, after: Option<&Value>) -> Self {
        // Arguments may hold what must not be seen.
        let text = |value: &Value| if key == "args" { "…".to_owned() } else { value.to_string() };
        Difference { key: key.to_owned(), before: before.map(text), after: after.map(text) }
    }

    /// The key, as it is written in the file.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The value that is replaced, as JSON; `None` if there was none. For arguments it is `…`.
    pub fn before(&self) -> Option<&str> {
        self.before.as_deref()
    }

    /// The new value, as JSON; `None` if there is none. For arguments it is `…`.
    pub fn after(&self) -> Option<&str> {
        self.after.as_deref()
    }
}

impl fmt::Display for ImportReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let read = count(self.jobs.len());
        write!(f, "{}{read} read", if self.dry_run { "dry run: " } else { "" })?;
        for (change, done, to_do) in COUNTED {
            let of_it = self.jobs_that_are(change).count();
            if of_it > 0 {
                write!(f, ", {of_it} {}", if self.dry_run { to_do } else { done })?;
            }
        }
        self.jobs.iter().try_for_each(|job| write!(f, "\n{job}"))
    }
}

const COUNTED: [(ImportChange, &str, &str); 5] = [
    (ImportChange::Added, "added", "to add"),
    (ImportChange::Replaced, "replaced", "to replace"),
    (ImportChange::Skipped, "skipped", "to skip"),
    (ImportChange::Unchanged, "unchanged", "unchanged"),
    (ImportChange::Ended, "left out", "to leave out"),
];

impl fmt::Display for ImportedJob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id = &self.job_id;
        match self.change {
            ImportChange::Added => {
                write!(f, "+ {id}: {}", self.trigger)?;
                match self.next_run_time {
                    _ if self.paused => f.write_str(", paused")?,
                    Some(RunTime(time)) => write!(f, ", next run at {time}")?,
                    None => {}
                }
            }
            ImportChange::Replaced => write!(f, "~ {id}: replaced")?,
            ImportChange::Skipped => write!(f, "- {id}: skipped, there is a job by this id")?,
            ImportChange::Unchanged => write!(f, "= {id}: unchanged")?,
            ImportChange::Ended => {
                write!(f, "- {id}: left out, its trigger {} has no fire time left", self.trigger)?;
            }
        }
        self.differences.iter().try_for_each(|difference| write!(f, "\n    {difference}"))?;
        if self.unknown_function {
            write!(f, "\n    paused: no function `{}` is registered in this program", self.function)?;
        }
        Ok(())
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (before, after) = (self.before.as_deref(), self.after.as_deref());
        match (before, after) {
            (Some(before), Some(after)) if before == after => write!(f, "{}: changed", self.key),
            (before, after) => {
                write!(f, "{}: {} -> {}", self.key, before.unwrap_or("nothing"), after.unwrap_or("nothing"))
            }
        }
    }
}
