use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::RedisStore;
use crate::job::{BoxFuture, JobId, JobRecord, RunEnd};
use crate::store::{
    Advance, Advanced, Due, HistoryQuery, Hold, JobStore, JobWrite, Lease, Node, NodeRecord, Rerun, Room,
    RunRecord, RunStore, StoreError, StoreFuture, Tended, Written,
};

impl JobStore for RedisStore {
    fn check(&self) -> Result<(), StoreError> {
        Ok(self.check_options()?)
    }

    fn runs(&self) -> Option<&dyn RunStore> {
        Some(self)
    }

    fn add_job(&self, job: Arc<JobRecord>) -> StoreFuture<'_, ()> {
        Box::pin(self.store.add_job(job))
    }

    fn update_job(&self, job: JobRecord) -> StoreFuture<'_, Written> {
        Box::pin(self.store.update_job(job))
    }

    fn advance_jobs<'a>(&'a self, advances: &'a [Advance], _: Hold) -> StoreFuture<'a, Vec<Advanced>> {
        Box::pin(self.store.advance_jobs(advances))
    }

    fn write_jobs<'a>(&'a self, writes: &'a [JobWrite]) -> StoreFuture<'a, Written> {
        Box::pin(self.store.write_jobs(writes))
    }

    fn remove_job<'a>(&'a self, id: &'a JobId) -> StoreFuture<'a, Option<u64>> {
        Box::pin(self.store.remove_job(id))
    }

    fn job<'a>(&'a self, id: &'a JobId) -> StoreFuture<'a, Option<Arc<JobRecord>>> {
        Box::pin(self.store.job(id))
    }

    fn jobs(&self) -> StoreFuture<'_, Vec<Arc<JobRecord>>> {
        Box::pin(self.store.jobs())
    }

    fn due_jobs<'a>(&'a self, now: DateTime<Utc>, limit: usize, rooms: &'a [Room]) -> StoreFuture<'a, Due> {
        Box::pin(self.store.due_jobs(now, limit, rooms))
    }

    fn next_run_time<'a>(&'a self, rooms: &'a [Room]) -> StoreFuture<'a, Option<DateTime<Utc>>> {
        Box::pin(self.store.next_run_time(rooms))
    }
}

impl RunStore for RedisStore {
    fn join<'a>(&'a self, node: &'a Node, now: DateTime<Utc>) -> StoreFuture<'a, Lease> {
        Box::pin(self.store.join(node, now))
    }

    fn renew(&self, now: DateTime<Utc>) -> StoreFuture<'_, ()> {
        Box::pin(self.store.renew(now))
    }

    fn tend(&self, now: DateTime<Utc>) -> StoreFuture<'_, Tended> {
        Box::pin(self.store.tend(now))
    }

    fn leave(&self) -> StoreFuture<'_, ()> {
        Box::pin(self.store.leave())
    }

    fn start_run<'a>(
        &'a self,
        job: &'a Arc<JobRecord>,
        at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> StoreFuture<'a, Advanced> {
        Box::pin(self.store.start_run(job, at, now))
    }

    fn take_reruns<'a>(
        &'a self,
        limit: usize,
        rooms: &'a [Room],
        now: DateTime<Utc>,
    ) -> StoreFuture<'a, Vec<Rerun>> {
        Box::pin(self.store.take_reruns(limit, rooms, now))
    }

    fn end_runs<'a>(&'a self, ends: &'a [RunEnd]) -> StoreFuture<'a, Vec<Written>> {
        Box::pin(self.store.end_runs(ends))
    }

    fn changed(&self) -> BoxFuture<'_, ()> {
        Box::pin(self.store.changed())
    }

    fn history<'a>(&'a self, query: &'a HistoryQuery) -> StoreFuture<'a, Vec<RunRecord>> {
        Box::pin(self.store.history(query))
    }

    fn nodes(&self) -> StoreFuture<'_, Vec<NodeRecord>> {
        Box::pin(self.store.nodes())
    }
}
