//! The traits, by way of the [`Store`](super::store::Store).

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::mongo_store::MongoStore;
use crate::job::{BoxFuture, JobId, JobRecord, RunEnd};
use crate::store::{
    Advance, Advanced, Due, HistoryQuery, Hold, JobStore, JobWrite, Lease, Node, NodeRecord, Rerun, Room,
    RunRecord, RunStore, StoreError, StoreFuture, Tended, Written,
};

impl JobStore for MongoStore {
    fn check(&self) -> Result<(), StoreError> {
        Ok(self.check_options()?)
    }

    fn runs(&self) -> Option<&dyn RunStore> {
        Some(self)
    }

    fn add_job(&self, job: Arc<JobRecord>) -> StoreFuture<'_, ()> {
        Box::pin(async { self.store()?.add_job(job).await })
    }

    fn update_job(&self, job: JobRecord) -> StoreFuture<'_, Written> {
        Box::pin(async { self.store()?.update_job(job).await })
    }

    fn advance_jobs<'a>(&'a self, advances: &'a [Advance], hold: Hold) -> StoreFuture<'a, Vec<Advanced>> {
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

    fn due_jobs<'a>(&'a self, now: DateTime<Utc>, limit: usize, rooms: &'a [Room]) -> StoreFuture<'a, Due> {
        Box::pin(async move { self.store()?.due_jobs(now, limit, rooms).await })
    }

    fn next_run_time<'a>(&'a self, rooms: &'a [Room]) -> StoreFuture<'a, Option<DateTime<Utc>>> {
        Box::pin(async { self.store()?.next_run_time(rooms).await })
    }
}

impl RunStore for MongoStore {
    fn join<'a>(&'a self, node: &'a Node, now: DateTime<Utc>) -> StoreFuture<'a, Lease> {
        Box::pin(async move { self.store()?.join(node, now).await })
    }

    fn renew(&self, now: DateTime<Utc>) -> StoreFuture<'_, ()> {
        Box::pin(async move { self.store()?.renew(now).await })
    }

    fn tend(&self, now: DateTime<Utc>) -> StoreFuture<'_, Tended> {
        Box::pin(async move { self.store()?.tend(now).await })
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
            match self.store() {
                Ok(store) => store.changed.notified().await,
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
