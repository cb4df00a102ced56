mod options;

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::again::again;
use super::database::Database;
use super::driver::postgres::Server;
use super::settings::Settings;
use super::store::SqlStore;
use super::{common_options, hint_options, job_store};
use crate::error::{Error, ErrorKind};
use crate::job::{BoxFuture, JobId, JobRecord, RunEnd};
use crate::store::{
    Advance, Advanced, Due, HistoryQuery, Hold, JobWrite, Lease, Node, NodeRecord, Rerun, Room, RunRecord,
    StoreError, StoreFuture, StoreUrl, Tended, Written,
};

/// Keeps jobs and runs on a PostgreSQL server (12 or later), for any number of processes on any number of
/// machines.
///
/// ```no_run
/// use aps_runtime::PostgresStore;
/// use aps_runtime::prelude::*;
///
/// # fn main() -> aps_runtime::Result<()> {
/// let store = PostgresStore::new("postgres://aps:p%40ss@db.example.org/jobs")?;
/// let scheduler = Scheduler::builder().job_store("default", store).build()?;
/// # Ok(())
/// # }
/// ```
///
/// # What is promised
///
/// Each fire time has one row, whatever becomes of it, and is run at most once; or at least once if the job sets
/// [`on_node_loss = "rerun"`](crate::OnNodeLoss::Rerun). No more than `max_instances` runs of a job are under way, on
/// all nodes together. Nodes and the server may crash, and connections may be cut, at any moment. The server's clock
/// decides what is due.
///
/// # What must be configured
///
/// A database, and a user who may create tables in it. (Or somebody else runs the SQL of
/// [`migrations`](Self::migrations) before.) Connections are encrypted, and the server's certificate is
/// checked, unless the server is on this machine; `?sslmode=disable` in the URL turns that off.
///
/// # What breaks it
///
/// * A failover to a standby that lags behind: what has not reached it yet is forgotten, and runs
///   again.
/// * `fsync = off`, if the server's machine loses power.
/// * A proxy that lends connections for a single transaction, as `PgBouncer` may: session settings and prepared
///   statements get lost. Let it lend them for a session.
///
/// # How it is tested
///
/// By the contract of all stores (`testing::store_contract!`), and by nodes that are killed, stopped and cut off
/// while others go on.
#[doc(alias = "SQLAlchemyJobStore")]
#[derive(Debug)]
pub struct PostgresStore {
    database: Server,
    settings: Settings,
    store: OnceLock<SqlStore>,
}

/// How often it is asked for what others have added, where that is not noticed by itself.
const POLL: Duration = Duration::from_secs(15);

impl PostgresStore {
    /// The store in this database. Nothing is connected before the scheduler starts. The store opens its own
    /// connections, since its promises depend on the settings of each; it cannot be given an sqlx pool of the
    /// program's.
    ///
    /// The URL may have the parameters `sslmode` (`disable`, `require`, `verify-ca` or `verify-full`),
    /// `sslrootcert`, `sslcert`, `sslkey` (files), `application_name`, and `host` for the folder of a socket.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidOption`] if the URL is wrong.
    pub fn new(url: impl AsRef<str>) -> Result<Self, Error> {
        PostgresStore::at(&StoreUrl::parse(url.as_ref())?)
    }

    pub(crate) fn at(url: &StoreUrl) -> Result<Self, Error> {
        Ok(PostgresStore {
            database: options::of_url(url)?,
            settings: Settings::polling(POLL),
            store: OnceLock::new(),
        })
    }

    /// The schema that the tables are in, which must exist. Default: the one in which the user's
    /// tables are created.
    #[must_use]
    pub fn schema(mut self, schema: impl Into<String>) -> Self {
        self.settings.place.schema = Some(schema.into());
        self
    }

    /// How many connections there may be, at least 2. One more listens, and another one only renews the lease, so
    /// that a node keeps its runs even when all others are in use. Default: 5.
    #[must_use]
    pub fn max_connections(mut self, connections: u32) -> Self {
        self.database.max_connections = connections.max(2);
        self
    }
}

common_options!(PostgresStore);
hint_options!(PostgresStore);
job_store!(PostgresStore);
