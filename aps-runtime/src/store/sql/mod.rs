//! Stores that a database keeps, which outlive the process and may be shared by many.
//!
//! One core does all the work, in SQL that is nearly the same for all databases: what differs is
//! a [`dialect`] and a [`driver`] each.
//!
//! | file | answers |
//! |---|---|
//! | `statements`, `statement`, `dialect` | what is said to a database, and how is it written for each? |
//! | `database`, `driver`, `fault` | how is a database connected to, and what is told when it fails? |
//! | `migrate` | are the tables there, and up to date? |
//! | `job_row`, `run_row`, `rows` | how do jobs and runs become rows, and rows jobs? |
//! | `signs` | does the process of a node live, where the machine can tell? |
//! | `claim` | does this node still have its lease, and was what it has written committed? |
//! | `again` | what if others write at the same time? |
//! | `retry` | and what if it is not known whether a job was written? |
//! | `jobs`, `job_writes`, `due`, `advance`, `ends`, `reruns`, `nodes`, `renew`, `problems`, `history` | the methods of the traits |

use super::fault::database as fault;

mod advance;
mod again;
mod claim;
mod database;
mod dialect;
mod driver;
mod due;
mod ends;
mod history;
mod job_row;
mod job_writes;
mod jobs;
mod migrate;
#[cfg(feature = "mysql")]
mod mysql;
mod nodes;
mod own_run;
#[cfg(feature = "postgres")]
mod postgres;
mod problems;
mod renew;
mod reruns;
mod retry;
mod rows;
mod run_row;
mod settings;
// As new as what these stores stand on; see the README.
#[clippy::msrv = "1.94"]
mod signs;
#[cfg(feature = "sqlite")]
mod sqlite;
mod statement;
mod statements;
mod store;

#[cfg(feature = "mysql")]
pub use mysql::MySqlStore;
#[cfg(feature = "postgres")]
pub use postgres::PostgresStore;
#[cfg(feature = "sqlite")]
pub use sqlite::{SqliteStore, Synchronous};

/// What can be said of each of them.
macro_rules! common_options {
    ($store:ty) => {
        impl $store {
            /// How long, and of how many runs, it is kept what became of them.
            #[cfg(feature = "config")]
            pub(crate) const HISTORY: (Duration, u64) = Settings::HISTORY;

            /// What the names of the tables begin with, so that several schedulers can have tables of their own
            /// in one database. Default: `aps_`. 1 to 31 characters of `a-z 0-9 _`, not a digit first.
            #[must_use]
            pub fn table_prefix(mut self, prefix: impl Into<String>) -> Self {
                self.settings.place.prefix = prefix.into();
                self
            }

            /// For how long a node that is not heard of still counts as alive; at least 2 seconds. Default: 30
            /// seconds. The lease is renewed whenever a third of it has passed. With a shorter lease, the runs of a
            /// killed process are noticed sooner (in an SQLite file, any scheduler that starts notices them almost at
            /// once), but a process that is only slow may lose its runs.
            #[must_use]
            pub fn lease(mut self, lease: Duration) -> Self {
                self.settings.lease = lease;
                self
            }

            /// For how long, and for how many runs, the history is kept. Default: 7 days and 100,000 runs.
            #[must_use]
            pub fn history(mut self, keep_for: Duration, at_most: u64) -> Self {
                (self.settings.keep_for, self.settings.at_most) = (keep_for, at_most);
                self
            }

            /// Whether the tables are created and brought up to date when the scheduler starts. Default: yes. If not,
            /// call [`migrate`](Self::migrate).
            #[must_use]
            pub fn auto_migrate(mut self, auto_migrate: bool) -> Self {
                self.settings.auto_migrate = auto_migrate;
                self
            }

            /// How often the store is polled for jobs that others have added, in case no notification
            /// comes. Default: 15 seconds; for MySQL and MariaDB, where there are no notifications, 1
            /// second.
            #[must_use]
            pub fn poll_interval(mut self, interval: Duration) -> Self {
                self.settings.poll = interval;
                self
            }

            /// Creates the tables or brings them up to date.
            ///
            /// # Errors
            ///
            /// [`ErrorKind::Store`].
            pub async fn migrate(&self) -> Result<(), Error> {
                let migrate = async { self.store()?.migrate().await };
                migrate.await.map_err(|error| {
                    Error::with_source(ErrorKind::Store, "the tables cannot be migrated", error)
                })
            }

            /// The SQL of [`migrate`](Self::migrate), for those who want to run it themselves.
            pub fn migrations(&self) -> String {
                self.store().map_or_else(|error| error.to_string(), SqlStore::migrations)
            }

            fn store(&self) -> Result<&SqlStore, StoreError> {
                if self.store.get().is_none() {
                    $crate::store::JobStore::check(self)?;
                }
                Ok(self.store.get_or_init(|| SqlStore::new(self.database.clone(), self.settings.clone())))
            }

            /// That all that was said of it is possible.
            pub(crate) fn check_options(&self) -> Result<(), Error> {
                self.settings.check(self.database.dialect())
            }
        }
    };
}
use common_options;

/// What can be said of those that hear what others have added.
#[cfg(any(feature = "sqlite", feature = "postgres"))]
macro_rules! hint_options {
    ($store:ty) => {
        impl $store {
            /// Does not wait for notifications of what others have added: that is noticed with
            /// the next [poll](Self::poll_interval).
            #[must_use]
            pub fn poll_only(mut self) -> Self {
                self.database.has_hints = false;
                self
            }
        }
    };
}
#[cfg(any(feature = "sqlite", feature = "postgres"))]
use hint_options;

/// The traits, by way of what they all have in common. What writes is done again if others come in between.
macro_rules! job_store {
    ($store:ty) => {
        impl $crate::store::JobStore for $store {
            fn check(&self) -> Result<(), StoreError> {
                Ok(self.check_options()?)
            }

            fn runs(&self) -> Option<&dyn $crate::store::RunStore> {
                Some(self)
            }

            fn add_job(&self, job: Arc<JobRecord>) -> StoreFuture<'_, ()> {
                Box::pin(async move { self.store()?.add_job(job).await })
            }

            fn update_job(&self, job: JobRecord) -> StoreFuture<'_, Written> {
                Box::pin(async move { self.store()?.update_job(job).await })
            }

            fn advance_jobs<'a>(
                &'a self,
                advances: &'a [Advance],
                mut hold: Hold,
            ) -> StoreFuture<'a, Vec<Advanced>> {
                Box::pin(
                    async move { again!(self.store()?.advance_jobs(advances, std::mem::take(&mut hold))) },
                )
            }

            fn write_jobs<'a>(&'a self, writes: &'a [JobWrite]) -> StoreFuture<'a, Written> {
                Box::pin(async { self.store()?.write_jobs(writes).await })
            }

            fn remove_job<'a>(&'a self, id: &'a JobId) -> StoreFuture<'a, Option<u64>> {
                Box::pin(async { self.store()?.remove_job(id).await })
            }

            fn job<'a>(&'a self, id: &'a JobId) -> StoreFuture<'a, Option<Arc<JobRecord>>> {
                Box::pin(async { self.store()?.job(id).await })
            }

            fn jobs(&self) -> StoreFuture<'_, Vec<Arc<JobRecord>>> {
                Box::pin(async { self.store()?.jobs().await })
            }

            fn due_jobs<'a>(
                &'a self,
                now: DateTime<Utc>,
                limit: usize,
                rooms: &'a [Room],
            ) -> StoreFuture<'a, Due> {
                Box::pin(async move { again!(self.store()?.due_jobs(now, limit, rooms)) })
            }

            fn next_run_time<'a>(&'a self, rooms: &'a [Room]) -> StoreFuture<'a, Option<DateTime<Utc>>> {
                Box::pin(async { self.store()?.next_run_time(rooms).await })
            }
        }

        impl $crate::store::RunStore for $store {
            fn join<'a>(&'a self, node: &'a Node, now: DateTime<Utc>) -> StoreFuture<'a, Lease> {
                Box::pin(async move { again!(self.store()?.join(node, now)) })
            }

            fn renew(&self, now: DateTime<Utc>) -> StoreFuture<'_, ()> {
                Box::pin(async move { again!(self.store()?.renew(now)) })
            }

            fn tend(&self, now: DateTime<Utc>) -> StoreFuture<'_, Tended> {
                Box::pin(async move { again!(self.store()?.tend(now)) })
            }

            fn leave(&self) -> StoreFuture<'_, ()> {
                Box::pin(async { again!(self.store()?.leave()) })
            }

            fn start_run<'a>(
                &'a self,
                job: &'a Arc<JobRecord>,
                at: DateTime<Utc>,
                now: DateTime<Utc>,
            ) -> StoreFuture<'a, Advanced> {
                Box::pin(async move { again!(self.store()?.start_run(job, at, now)) })
            }

            fn take_reruns<'a>(
                &'a self,
                limit: usize,
                rooms: &'a [Room],
                now: DateTime<Utc>,
            ) -> StoreFuture<'a, Vec<Rerun>> {
                Box::pin(async move { again!(self.store()?.take_reruns(limit, rooms, now)) })
            }

            fn end_runs<'a>(&'a self, ends: &'a [RunEnd]) -> StoreFuture<'a, Vec<Written>> {
                Box::pin(async { self.store()?.end_runs(ends).await })
            }

            fn changed(&self) -> BoxFuture<'_, ()> {
                Box::pin(async {
                    match self.store().and_then(|store| store.connections()) {
                        Ok(connections) => connections.changed().await,
                        Err(_) => std::future::pending().await,
                    }
                })
            }

            fn history<'a>(&'a self, query: &'a HistoryQuery) -> StoreFuture<'a, Vec<RunRecord>> {
                Box::pin(async { self.store()?.history(query).await })
            }

            fn nodes(&self) -> StoreFuture<'_, Vec<NodeRecord>> {
                Box::pin(async { self.store()?.nodes().await })
            }
        }
    };
}
use job_store;
