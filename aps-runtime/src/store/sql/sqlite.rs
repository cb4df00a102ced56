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
/// Each fire time has one row, whatever becomes of it, and is run at most once; at least once if the job says
/// [`on_node_loss = "rerun"`](crate::OnNodeLoss::Rerun). No more than `max_instances` runs of a job are under
/// way, in all processes together. Processes may be killed, and the machine may lose power, at any moment.
///
/// # What must be configured
///
/// Nothing but a file on a disk of this machine. The folder must be there, and the program must
/// be able to create files in it: SQLite puts two more beside the file, `…-wal` and `…-shm`, and nodes tell by a folder,
/// `…-aps_nodes` (by the prefix of the tables), that their processes live: so whoever starts after a process was killed
/// deals at once with what that was doing. A file that is created can be read by its owner only.
///
/// # What breaks it
///
/// * A file on a network file system: SQLite's locks do not work there. It is refused where it can be told.
/// * Copying or replacing the file while a program uses it. `sqlite3 jobs.db ".backup copy.db"` makes a sound copy.
/// * [`Synchronous::Normal`], if the machine loses power: see there.
/// * A process that is suspended in the middle of a write holds up all others until it goes on.
/// * A disk that is full: no job is started until there is room, and ends of runs are written then.
///
/// # How it is tested
///
/// By the contract of all stores (`testing::store_contract!`), and by processes that are killed while
/// others go on.
#[derive(Debug)]
pub struct SqliteStore {
    database: File,
    settings: Settings,
    store: OnceLock<SqlStore>,
}

/// When SQLite waits for the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Synchronous {
    /// With each write. The default: what was written is there after a loss of power.
    #[default]
    Full,
    /// Now and then. Writes are many times as fast, and a process that is killed loses nothing. But with
    /// the machine's power the last moments may be lost: fire times of these moments then run again, and
    /// jobs added in them are gone.
    Normal,
}

/// How often it is asked for what others have added, where that is not noticed by itself.
const POLL: Duration = Duration::from_secs(15);

impl SqliteStore {
    /// The store in this file, which is created if need be. Nothing is opened before the scheduler starts.
    ///
    /// The URL is that of a file, [as SQLite's are read](StoreUrl::file): `sqlite://jobs.db` is in the current
    /// directory, `sqlite:////var/lib/app/jobs.db` is not. Of parameters there is `mode`: `rwc`, the default,
    /// and `rw`, with which the file must be there.
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
