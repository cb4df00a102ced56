use std::sync::OnceLock;
use std::time::Duration;

use super::connect::check_url;
use super::options::Options;
use super::store::Store;
use crate::error::{Error, ErrorKind};
use crate::store::{JobStore, StoreError, StoreUrl};

/// Keeps jobs and runs in MongoDB, for any number of schedulers.
///
/// ```no_run
/// use aps_runtime::MongoStore;
/// use aps_runtime::prelude::*;
///
/// # fn main() -> aps_runtime::Result<()> {
/// let store = MongoStore::new("mongodb://aps:secret@db1,db2,db3/jobs?replicaSet=rs0")?;
/// let scheduler = Scheduler::builder().job_store("default", store).build()?;
/// # Ok(())
/// # }
/// ```
///
/// # What is promised
///
/// One durable record for each scheduled time, across any number of nodes, with majority writes: committed before
/// the run begins. Each fire time is run at most once; or at least once if the job sets [`on_node_loss =
/// "rerun"`](crate::OnNodeLoss::Rerun). No more than `max_instances` runs of a job are under way, on all nodes
/// together. Nodes and servers may be killed at any moment, and machines may lose power: what was committed is on
/// the disks of a majority, and is not forgotten, even in a failover.
///
/// # What must be configured
///
/// * MongoDB 5.0 or later, as a replica set, since only that has transactions. It may have a single member: start
///   `mongod` with `--replSet rs0`, and call `rs.initiate()` once in `mongosh`. A standalone server is refused.
/// * A user with the role `readWrite` on the database of the URL; `aps` if the URL names none. If the user
///   may not create indexes, somebody else can [`migrate`](Self::migrate).
/// * TLS: to hosts other than this machine, the store speaks TLS and verifies the server's name and certificate, by
///   the authorities that browsers know or by `tlsCAFile=` in the URL. Only `tls=false` in the URL turns that off.
///
/// The URL's write concern, read concern and read preference are ignored: writes go to a majority
/// and are journaled, reads go to the primary.
///
/// # What breaks it
///
/// * Members without a journal, or a `writeConcernMajorityJournalDefault` of `false`: a majority may then forget.
/// * Somebody who edits the documents. What cannot be read is kept, told once and not run.
/// * A node that dies at the very moment at which it moves jobs on leaves them locked in the server. They are
///   released when its lease is over, and after a minute at the latest (`transactionLifetimeLimitSeconds`).
///
/// # How it works
///
/// Due jobs are moved on in batches, with the documents of their runs, in one transaction. The node writes into its
/// own document in the same transaction, so a node without a lease can write nothing. If the connection is lost
/// during a commit, the driver asks again until it is known what became of it. If there are several nodes, each looks
/// at a share of the jobs first, and after 250 ms at those of others. Jobs that others add or edit are noticed
/// through a change stream, or by polling every [`poll_interval`](Self::poll_interval).
///
/// If jobs come due together, 2,500 to 5,000 fires a second are run (server and scheduler share two cores). If
/// each comes due by itself, it is about a hundred: each waits for the disk twice.
///
/// # How it is tested
///
/// By the contract of all stores (`testing::store_contract!`) on a real server, which is killed and cut off meanwhile. And by
/// processes that are killed, suspended and cut off while others go on, judged from outside (`tests/torture`):
/// in the long trial the server was killed 12 times, nodes 88 times and connections cut in the moment of a commit 34
/// times, and of 3171 rows none was lost, doubled or left behind. All that on a set with one member: a failover is not
/// among the tests.
#[doc(alias = "MongoDBJobStore")]
#[derive(Debug)]
pub struct MongoStore {
    url: StoreUrl,
    options: Options,
    store: OnceLock<Store>,
}

impl MongoStore {
    /// Where it is if nobody says so: on this machine.
    #[cfg(feature = "config")]
    pub(crate) const URL: &str = "mongodb://localhost/aps";

    /// How long, and of how many runs, it is kept what became of them, if nobody says otherwise.
    #[cfg(feature = "config")]
    pub(crate) const HISTORY: (Duration, u64) = super::options::HISTORY;

    /// The store at this URL, `mongodb://…` or `mongodb+srv://…`. Nothing is connected before the scheduler
    /// starts. Parameters are those of MongoDB's connection strings.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidOption`] if it is no such URL. The message does not quote it.
    pub fn new(url: impl AsRef<str>) -> Result<Self, Error> {
        MongoStore::at(&StoreUrl::parse(url.as_ref())?)
    }

    pub(crate) fn at(url: &StoreUrl) -> Result<Self, Error> {
        check_url(url)?;
        Ok(MongoStore { url: url.clone(), options: Options::default(), store: OnceLock::new() })
    }

    /// What the names of the collections begin with, so that several schedulers can have collections of
    /// their own in one database. Default: `aps_`. 1 to 31 characters of `a-z 0-9 _`, not a digit first.
    #[must_use]
    pub fn collection_prefix(mut self, prefix: impl Into<String>) -> Self {
        self.options.prefix = prefix.into();
        self
    }

    /// For how long a node that is not heard of still counts as alive; at least 2 seconds. Default: 30
    /// seconds. The lease is renewed whenever a third of it has passed. With a shorter lease, the runs
    /// of a killed process are noticed sooner, but a process that is only slow may lose its runs.
    #[must_use]
    pub fn lease(mut self, lease: Duration) -> Self {
        self.options.lease = lease;
        self
    }

    /// For how long, and for how many runs, the history is kept. Default: 7 days and 100,000 runs.
    #[must_use]
    pub fn history(mut self, keep_for: Duration, at_most: u64) -> Self {
        (self.options.keep_for, self.options.at_most) = (keep_for, at_most);
        self
    }

    /// Whether the collections and indexes are created and brought up to date when the scheduler starts. Default:
    /// yes. If not, call [`migrate`](Self::migrate).
    #[must_use]
    pub fn auto_migrate(mut self, auto_migrate: bool) -> Self {
        self.options.auto_migrate = auto_migrate;
        self
    }

    /// How often the database is polled for jobs that others have added, in case no notification comes.
    /// Default: 15 seconds.
    #[must_use]
    pub fn poll_interval(mut self, interval: Duration) -> Self {
        self.options.poll = interval;
        self
    }

    /// Does without a change stream. What others add is noticed with the next [poll](Self::poll_interval).
    #[must_use]
    pub fn poll_only(mut self) -> Self {
        self.options.has_hints = false;
        self
    }

    /// Creates the collections and indexes or brings them up to date.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Store`].
    pub async fn migrate(&self) -> Result<(), Error> {
        let migrate = async { self.store()?.migrate().await };
        let message = "the collections cannot be migrated";
        migrate.await.map_err(|error: StoreError| Error::with_source(ErrorKind::Store, message, error))
    }

    pub(super) fn store(&self) -> Result<&Store, StoreError> {
        if self.store.get().is_none() {
            self.check()?;
        }
        Ok(self.store.get_or_init(|| Store::new(self.url.clone(), self.options.clone())))
    }

    /// That all that was said of it is possible.
    pub(crate) fn check_options(&self) -> Result<(), Error> {
        self.options.check()
    }
}
