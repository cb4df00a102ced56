//! Where jobs are kept.

mod memory;
mod url;

pub use memory::MemoryStore;
pub use url::{StoreHost, StoreUrl};

use std::error::Error as StdError;
use std::fmt::{self, Debug};
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::job::{BoxFuture, JobId, JobRecord};

/// Keeps jobs, finds the due ones, and is the judge between writers.
///
/// A write that depends on what was read names the [`JobRecord::revision`] it
/// has read, and is refused as [`Written::Stale`] if the job has changed since.
/// An error means that nothing was written. So a job that is paused, replaced or removed
/// while it is being started is either started before or not at all, and no fire is taken twice.
///
/// Records are shared, not copied: what a store has given away does not change any more.
pub trait JobStore: Debug + Send + Sync + 'static {
    /// Whether the store can keep a [closure](crate::Callee::Closure), as one can that lives
    /// and dies with the process. If not, it is never given one. Default: `false`.
    fn keeps_closures(&self) -> bool {
        false
    }

    /// Adds a job.
    ///
    /// Fails with [`StoreError::ConflictingId`] if there is one by its id.
    fn add_job(&self, job: Arc<JobRecord>) -> StoreFuture<'_, ()>;

    /// Replaces the job of the same id, if it still has `job.revision`.
    fn update_job(&self, job: JobRecord) -> StoreFuture<'_, Written>;

    /// Moves jobs on to their next run times, each if it still has the revision that was
    /// read: what became of each, in their order. Either all are written that can be, or,
    /// with an error, none is.
    fn advance_jobs<'a>(&'a self, advances: &'a [Advance]) -> StoreFuture<'a, Vec<Written>>;

    /// Adds and replaces jobs, all of them or none: in one transaction. No id is there twice.
    ///
    /// What is replaced must still have the revision that was read, and there must be no job by
    /// the id of what is added. If that does not hold for each of them, nothing is written, and
    /// the writer is told that it came too late; nor is anything written with an error, or if
    /// the program dies meanwhile. There is no default, since one job after the other would
    /// not be that.
    ///
    /// In SQL: a transaction that is rolled back as soon as an `INSERT … ON CONFLICT DO NOTHING`
    /// or an `UPDATE … WHERE id = $1 AND revision = $2` has changed no row.
    fn write_jobs<'a>(&'a self, writes: &'a [JobWrite]) -> StoreFuture<'a, Written>;

    /// Removes a job: the revision that it had, or `None` if there was none by this id.
    fn remove_job<'a>(&'a self, id: &'a JobId) -> StoreFuture<'a, Option<u64>>;

    /// One job.
    fn job<'a>(&'a self, id: &'a JobId) -> StoreFuture<'a, Option<Arc<JobRecord>>>;

    /// All jobs as they are at one moment, by next run time and then by id; paused ones last.
    fn jobs(&self) -> StoreFuture<'_, Vec<Arc<JobRecord>>>;

    /// Up to `limit` jobs that are not paused and have [`due_time`](JobRecord::due_time)` <= now`,
    /// the longest due first. Of an executor that `rooms` names, none that it has no room for.
    ///
    /// Those of a full executor must be left out, or they would hide what is due behind
    /// them. Of one that has room for some, more may be given: the scheduler leaves them.
    fn due_jobs<'a>(
        &'a self,
        now: DateTime<Utc>,
        limit: usize,
        rooms: &'a [Room],
    ) -> StoreFuture<'a, Vec<Arc<JobRecord>>>;

    /// When the next job that is not paused is due: the earliest [`due_time`](JobRecord::due_time),
    /// without the jobs of executors that are [full](Room::is_full).
    fn next_run_time<'a>(&'a self, rooms: &'a [Room]) -> StoreFuture<'a, Option<DateTime<Utc>>>;
}

/// How many more runs an executor takes now. Of an executor of which nothing is said it is
/// any number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Room {
    /// The alias of the executor, as in [`JobSettings::executor`](crate::JobSettings::executor).
    pub executor: Arc<str>,
    /// How many.
    pub runs: usize,
}

impl Room {
    /// Whether it takes none. In SQL: `executor NOT IN` those that are full.
    pub fn is_full(&self) -> bool {
        self.runs == 0
    }
}

/// What a store's methods return.
pub type StoreFuture<'a, T> = BoxFuture<'a, Result<T, StoreError>>;

/// A job that is about to be started, and so moves on.
#[derive(Debug, Clone)]
pub struct Advance {
    /// The job as it was read.
    pub job: Arc<JobRecord>,
    /// When it runs next; without that its trigger has ended, and the job is removed.
    pub next_run_time: Option<DateTime<Utc>>,
}

/// A job of several that are written together.
#[derive(Debug, Clone)]
pub enum JobWrite {
    /// A new one, at the revision that it has.
    Add(Arc<JobRecord>),
    /// One that takes the place of the job of the same id, if that still has this revision;
    /// the store keeps it at the next one, as [`update_job`](JobStore::update_job) does.
    Replace(Arc<JobRecord>),
}

/// Whether a write that named a revision took place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Written {
    /// It did.
    Done,
    /// It did not: the job has changed since, or is gone.
    Stale,
}

/// Why a store did not do what it was asked.
#[derive(Debug)]
#[non_exhaustive]
pub enum StoreError {
    /// There is a job by this id already.
    ConflictingId(JobId),
    /// The store cannot be reached or is broken. The scheduler tries again later.
    Failed(Box<dyn StdError + Send + Sync>),
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StoreError::ConflictingId(id) => write!(f, "there is a job by the id of `{id}` already"),
            StoreError::Failed(cause) => fmt::Display::fmt(cause, f),
        }
    }
}

impl StdError for StoreError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            StoreError::ConflictingId(_) => None,
            // Its own message is already ours, so the chain goes on below it.
            StoreError::Failed(cause) => cause.source(),
        }
    }
}
