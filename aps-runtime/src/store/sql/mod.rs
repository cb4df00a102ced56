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
//! | `claim` | does this node still have its lease, and was what it has written committed? |
//! | `jobs`, `due`, `advance`, `ends`, `reruns`, `nodes`, `renew`, `problems`, `history` | the methods of the traits |

mod advance;
mod claim;
mod database;
mod dialect;
mod driver;
mod due;
mod ends;
mod fault;
mod history;
mod job_row;
mod jobs;
mod migrate;
mod nodes;
mod problems;
mod renew;
mod reruns;
mod rows;
mod run_row;
mod settings;
#[cfg(feature = "sqlite")]
mod sqlite;
mod statement;
mod statements;
mod store;

#[cfg(feature = "sqlite")]
pub use sqlite::{SqliteStore, Synchronous};

/// The traits, by way of what they all have in common.
macro_rules! job_store {
    ($store:ty) => {
        impl $crate::store::JobStore for $store {
            fn runs(&self) -> Option<&dyn $crate::store::RunStore> {
                Some(self)
            }

            fn add_job(&self, job: Arc<JobRecord>) -> StoreFuture<'_, ()> {
                Box::pin(async { self.store()?.add_job(job).await })
            }

            fn update_job(&self, job: JobRecord) -> StoreFuture<'_, Written> {
                Box::pin(async { self.store()?.update_job(job).await })
            }

            fn advance_jobs<'a>(
                &'a self,
                advances: &'a [Advance],
                hold: Hold,
            ) -> StoreFuture<'a, Vec<Advanced>> {
                Box::pin(async { self.store()?.advance_jobs(advances, hold).await })
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
                Box::pin(async move { self.store()?.due_jobs(now, limit, rooms).await })
            }

            fn next_run_time<'a>(&'a self, rooms: &'a [Room]) -> StoreFuture<'a, Option<DateTime<Utc>>> {
                Box::pin(async { self.store()?.next_run_time(rooms).await })
            }
        }

        impl $crate::store::RunStore for $store {
            fn join<'a>(&'a self, node: &'a Node, now: DateTime<Utc>) -> StoreFuture<'a, Lease> {
                Box::pin(async move { self.store()?.join(node, now).await })
            }

            fn renew(&self, now: DateTime<Utc>) -> StoreFuture<'_, Renewal> {
                Box::pin(async move { self.store()?.renew(now).await })
            }

            fn leave(&self) -> StoreFuture<'_, ()> {
                Box::pin(async { self.store()?.leave().await })
            }

            fn start_run<'a>(
                &'a self,
                job: &'a Arc<JobRecord>,
                at: DateTime<Utc>,
                now: DateTime<Utc>,
            ) -> StoreFuture<'a, Advanced> {
                Box::pin(async move { self.store()?.start_run(job, at, now).await })
            }

            fn take_reruns<'a>(
                &'a self,
                limit: usize,
                rooms: &'a [Room],
                now: DateTime<Utc>,
            ) -> StoreFuture<'a, Vec<Rerun>> {
                Box::pin(async move { self.store()?.take_reruns(limit, rooms, now).await })
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
