mod file;

pub(super) use file::prepare;

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::again::again;
use super::database::Database;
use super::driver::sqlite::File;
use super::settings::Settings;
use super::store::SqlStore;
use super::{common_options, hint_options, job_store};
use crate::error::{Error, ErrorKind};
use crate::job::{BoxFuture, JobId, JobRecord, RunEnd};
use crate::store::{
    Advance, Advanced, Due, HistoryQuery, Hold, JobWrite, Lease, Node, NodeRecord, Rerun, Room, RunRecord,
    StoreError, StoreFuture, StoreUrl, Tended, Written,
};

/// Keeps jobs and runs in a file, with SQLite, for any number of processes on one machine.
///
/// ```no_run
/// use aps_runtime::SqliteStore;
/// use aps_runtime::prelude::*;
///
/// # fn main() -> aps_runtime::Result<()> {
/// let scheduler = Scheduler::builder().job_store("default", SqliteStore::new("sqlite://jobs.db")?).build()?;
/// # Ok(())
/// # }
/// ```
///
/// # What is promised
///
/// Each fire time has one row, whatever becomes of it, and is run at most once; or at least once if the job
/// sets [`on_node_loss = "rerun"`](crate::OnNodeLoss::Rerun). No more than `max_instances` runs of a job are
/// under way, in all processes together. Processes may be killed, and the machine may lose power, at any
/// moment.
///
/// # What must be configured
///
/// Only a file on a disk of this machine. The folder must exist, and the program must be able to create files in it.
/// SQLite puts two more beside the file, `…-wal` and `…-shm`. In a folder, `…-aps_nodes` (with the prefix of the
/// tables), nodes show that their processes are alive: so a scheduler that starts after a process was killed deals
/// with the runs of that process almost at once. A file that the store creates can be read by its owner only.
///
/// # What breaks it
///
/// * A file on a network file system: SQLite's locks do not work there. It is refused if that can be
///   recognised.
/// * Copying or replacing the file while a program uses it. `sqlite3 jobs.db ".backup copy.db"` makes a sound copy.
/// * A loss of power, with [`Synchronous::Normal`]: see there.
/// * A process that is suspended in the middle of a write holds up all others until it goes on.
/// * A full disk: no job is started until there is room again. The ends of runs are written then.
///
/// # How it is tested
///
/// By the contract of all stores (`testing::store_contract!`), and by processes that are killed while
/// others go on.
#[doc(alias = "SQLAlchemyJobStore")]
#[derive(Debug)]
pub struct SqliteStore {
    database: File,
    settings: Settings,
    store: OnceLock<SqlStore>,
}

/// When SQLite waits for the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Synchronous {
    /// With each write, which is the default: what was written is still there after a loss of
    /// power.
    #[default]
    Full,
    /// Now and then. Writes are many times as fast, and a process that is killed loses nothing. But if
    /// the machine loses power, the last moments may be lost: fire times of these moments then run
    /// again, and jobs that were added in them are gone.
    Normal,
}

/// How often it is asked for what others have added, where that is not noticed by itself.
const POLL: Duration = Duration::from_secs(15);

impl SqliteStore {
    /// The store in this file, which is created if necessary. Nothing is opened before the scheduler
    /// starts.
    ///
    /// The URL is that of a file, [as SQLite's are read](StoreUrl::file): `sqlite://jobs.db` is in the current
    /// directory, `sqlite:////var/lib/app/jobs.db` is an absolute path. The only parameter is `mode`: `rwc`,
    /// the default, or `rw`, with which the file must exist.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidOption`] if it is not the URL of a file.
    pub fn new(url: impl AsRef<str>) -> Result<Self, Error> {
        SqliteStore::at(&StoreUrl::parse(url.as_ref())?)
    }

    pub(crate) fn at(url: &StoreUrl) -> Result<Self, Error> {
        let database = file::of_url(url)?;
        Ok(SqliteStore { database, settings: Settings::polling(POLL), store: OnceLock::new() })
    }

    /// When SQLite waits for the disk. Default: [`Synchronous::Full`].
    #[must_use]
    pub fn synchronous(mut self, synchronous: Synchronous) -> Self {
        self.database.synchronous = synchronous;
        self
    }
}

common_options!(SqliteStore);
hint_options!(SqliteStore);
job_store!(SqliteStore);
