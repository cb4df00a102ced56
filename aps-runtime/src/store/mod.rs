//! Where jobs are kept.

#[cfg(any(feature = "_sql", feature = "mongodb", feature = "redis"))]
mod fault;
#[cfg(any(feature = "_sql", feature = "mongodb"))]
mod ledger;
mod memory;
#[cfg(feature = "mongodb")]
mod mongo;
mod node;
#[cfg(feature = "redis")]
mod redis;
mod runs;
#[cfg(feature = "_sql")]
mod sql;
mod url;
#[cfg(any(feature = "_sql", feature = "mongodb", feature = "redis"))]
mod written;

pub use memory::MemoryStore;
#[cfg(feature = "mongodb")]
pub use mongo::MongoStore;
pub use node::Node;
#[cfg(feature = "redis")]
pub use redis::RedisStore;
pub use runs::{HistoryQuery, Lease, LostRun, NodeRecord, Rerun, RunRecord, RunStore, Tended};
#[cfg(feature = "mysql")]
pub use sql::MySqlStore;
#[cfg(feature = "postgres")]
pub use sql::PostgresStore;
#[cfg(feature = "sqlite")]
pub use sql::{SqliteStore, Synchronous};
pub use url::{StoreHost, StoreUrl};

use std::any::Any;
use std::error::Error as StdError;
use std::fmt::{self, Debug};
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::engine::Span;
use crate::error::Error;
use crate::job::{BoxFuture, JobId, JobRecord, RunTicket};

/// Keeps jobs, finds the due ones, and decides between concurrent writers.
///
/// A store that outlives the process is a [`RunStore`] as well.
///
/// A write that depends on what was read names the [`JobRecord::revision`] that was read, and is
/// refused as [`Written::Stale`] if the job has changed since. An error means that nothing was
/// written. So if a job is paused, replaced or removed while it is being started, it is either
/// started before that or not at all, and no fire is taken twice.
///
/// Records are shared, not copied: a record that a store has handed out does not change any more. A
/// store that writes records down does so as `StoredJob` (feature `stored`).
#[doc(alias = "BaseJobStore")]
pub trait JobStore: Debug + Send + Sync + 'static {
    /// Checks that it can keep anything at all, with the options that it was given. Called when
    /// the scheduler is [built](crate::SchedulerBuilder::build), before anything is opened.
    /// Default: it can.
    ///
    /// # Errors
    ///
    /// If its options cannot work, such as a lease of zero length. The error says what to write instead. The
    /// scheduler is then not built: [`ErrorKind::InvalidOption`](crate::ErrorKind::InvalidOption).
    fn check(&self) -> Result<(), StoreError> {
        Ok(())
    }

    /// Whether the store can keep a [closure](crate::Callee::Closure), which only a store can
    /// that lives and dies with the process. If not, it is never given one. Default: `false`.
    fn keeps_closures(&self) -> bool {
        false
    }

    /// The store as a [`RunStore`], if it outlives the process and keeps runs. Default: `None`.
    fn runs(&self) -> Option<&dyn RunStore> {
        None
    }

    /// Adds a job.
    ///
    /// Fails with [`StoreError::ConflictingId`] if there is a job with its id.
    fn add_job(&self, job: Arc<JobRecord>) -> StoreFuture<'_, ()>;

    /// Replaces the job of the same id, if it still has `job.revision`.
    fn update_job(&self, job: JobRecord) -> StoreFuture<'_, Written>;

    /// Moves jobs on to their next run times, each of them only if it still has the revision that
    /// was read. Returns what became of each, in the same order. Either all that can be written
    /// are written, or, with an error, none is. `hold` is that of the [`Due`] that the jobs come
    /// from, or nothing.
    ///
    /// In the same step, a [`RunStore`] writes down what becomes of the fire times: see there.
    fn advance_jobs<'a>(&'a self, advances: &'a [Advance], hold: Hold) -> StoreFuture<'a, Vec<Advanced>>;

    /// Adds and replaces jobs in one transaction: all of them or none. No id occurs twice.
    ///
    /// A job that is replaced must still have the revision that was read, and there must be no
    /// job yet with the id of one that is added. If that does not hold for all of them, nothing
    /// is written, and the result is [`Written::Stale`]. Nor is anything written if there is an
    /// error, or if the program dies meanwhile. There is no default implementation, since
    /// writing one job after the other would not be all or nothing.
    ///
    /// In SQL: a transaction that is rolled back as soon as an `INSERT … ON CONFLICT DO NOTHING`
    /// or an `UPDATE … WHERE id = $1 AND revision = $2` has changed no row.
    fn write_jobs<'a>(&'a self, writes: &'a [JobWrite]) -> StoreFuture<'a, Written>;

    /// Removes a job. Returns the revision that it had, or `None` if there was no job with this
    /// id.
    fn remove_job<'a>(&'a self, id: &'a JobId) -> StoreFuture<'a, Option<u64>>;

    /// One job.
    #[doc(alias = "lookup_job")]
    fn job<'a>(&'a self, id: &'a JobId) -> StoreFuture<'a, Option<Arc<JobRecord>>>;

    /// All jobs as they are at one moment, by next run time and then by id; paused ones last.
    #[doc(alias = "get_all_jobs")]
    fn jobs(&self) -> StoreFuture<'_, Vec<Arc<JobRecord>>>;

    /// Up to `limit` jobs that are not paused and have [`due_time`](JobRecord::due_time)` <= now`,
    /// the longest due first. If `rooms` says that an executor has no room, none of its jobs are
    /// returned.
    ///
    /// Jobs of a full executor must be left out, or they would hide the due jobs behind them.
    /// If an executor has room for some runs, more of its jobs may be returned: the scheduler
    /// leaves the rest alone.
    #[doc(alias = "get_due_jobs")]
    fn due_jobs<'a>(&'a self, now: DateTime<Utc>, limit: usize, rooms: &'a [Room]) -> StoreFuture<'a, Due>;

    /// When the next job that is not paused is due: the earliest [`due_time`](JobRecord::due_time),
    /// without the jobs of executors that are [full](Room::is_full).
    #[doc(alias = "get_next_run_time")]
    fn next_run_time<'a>(&'a self, rooms: &'a [Room]) -> StoreFuture<'a, Option<DateTime<Utc>>>;
}

/// How many more runs an executor can take now. An executor for which there is no `Room` can
/// take any number.
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

/// Jobs that are due, and the time by which they are.
#[derive(Debug)]
pub struct Due {
    /// The jobs, the longest due first.
    pub jobs: Vec<Arc<JobRecord>>,
    /// The instant by which they are due: the one that was asked for, or that of the store's
    /// own clock. What becomes of the jobs is decided by this instant.
    pub now: DateTime<Utc>,
    /// For [`advance_jobs`](JobStore::advance_jobs).
    pub hold: Hold,
}

impl Due {
    /// Of a store that has no clock and holds nothing.
    pub fn by(now: DateTime<Utc>, jobs: Vec<Arc<JobRecord>>) -> Self {
        Due { jobs, now, hold: Hold::default() }
    }
}

/// Whatever a store keeps between finding jobs and moving them on: for example a transaction
/// with locks, so that each of many nodes finds different jobs. Dropping it releases them.
///
/// A store need not hold anything; the revisions decide between writers.
#[derive(Default)]
pub struct Hold(Option<Box<dyn Any + Send>>);

impl Hold {
    /// Keeps this.
    pub fn new(held: impl Any + Send) -> Self {
        Hold(Some(Box::new(held)))
    }

    /// What it keeps, for the store that has made it.
    pub fn take<T: Any>(self) -> Option<T> {
        self.0?.downcast().ok().map(|held| *held)
    }
}

impl Debug for Hold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Hold(something)" } else { "Hold(nothing)" })
    }
}

/// A job that is about to be started, and so moves on.
#[derive(Debug, Clone)]
pub struct Advance {
    /// The job as it was read.
    pub job: Arc<JobRecord>,
    /// When it runs next. If this is `None`, its trigger has ended, and the job is removed.
    pub next_run_time: Option<DateTime<Utc>>,
    /// What becomes of the fire times that it leaves behind; nothing if its trigger has ended
    /// without one.
    pub fires: Option<Fires>,
}

/// What becomes of fire times that are due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fires {
    /// Those that are run, one after the other.
    pub run: Span,
    /// Those before them that are rolled into the run.
    pub coalesced: Option<Span>,
    /// Whether they are not run after all, since `max_instances` runs of the job are under way
    /// in this process.
    pub refused: bool,
}

/// What became of an [`Advance`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Advanced {
    /// The job has moved on, and its run is to start. A [`RunStore`] has written it down.
    Run(Option<RunTicket>),
    /// The job has moved on, but `max_instances` runs of it are under way, on whatever nodes:
    /// it does not start. A [`RunStore`] has written down that it was skipped.
    Refused,
    /// Nothing was written: the job has changed since, or is gone.
    Stale,
}

impl Advanced {
    /// Whether the job has moved on.
    pub fn has_moved(self) -> bool {
        self != Advanced::Stale
    }
}

/// A job of several that are written together.
#[derive(Debug, Clone)]
pub enum JobWrite {
    /// A new one, at the revision that it has.
    Add(Arc<JobRecord>),
    /// One that replaces the job with the same id, if that still has this revision. The store
    /// keeps it under the next revision, as [`update_job`](JobStore::update_job) does.
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
    /// This node has lost its [lease](RunStore), and all its runs with it; or it has never had
    /// one. Nothing was written. The scheduler cancels the runs and [joins](RunStore::join)
    /// again.
    LeaseLost,
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StoreError::ConflictingId(id) => write!(f, "there is a job by the id of `{id}` already"),
            StoreError::Failed(cause) => fmt::Display::fmt(cause, f),
            StoreError::LeaseLost => f.write_str("this node has lost its lease"),
        }
    }
}

/// Of what a store was told that cannot be, as [`StoreUrl::expect_scheme`] says it.
impl From<Error> for StoreError {
    fn from(error: Error) -> Self {
        StoreError::Failed(Box::new(error))
    }
}

impl StdError for StoreError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            StoreError::ConflictingId(_) | StoreError::LeaseLost => None,
            // Its own message is already ours, so the chain goes on below it.
            StoreError::Failed(cause) => cause.source(),
        }
    }
}
