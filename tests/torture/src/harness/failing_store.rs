use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use aps_runtime::{
    Advance, Advanced, BoxFuture, Due, HistoryQuery, Hold, JobId, JobRecord, JobStore, JobWrite, Lease, Node,
    NodeRecord, Rerun, Room, RunEnd, RunRecord, RunStore, StoreFuture, Tended, Written,
};
use chrono::{DateTime, Utc};

use super::{Failpoint, Flaw, NodeLog, Point};

/// A store that kills its process before or after what it does: all that a scheduler does is done through
/// its store, so nothing in the scheduler need know of points of failure. And it may have a flaw.
#[derive(Debug)]
pub struct FailingStore<S> {
    store: S,
    failpoint: Arc<Failpoint>,
    log: Arc<NodeLog>,
    flaw: Option<Flaw>,
    occasions: AtomicU64,
}

/// On each occasion of so many.
const NOW_AND_THEN: u64 = 8;

impl<S: RunStore> FailingStore<S> {
    /// Around a store.
    pub fn new(store: S, failpoint: Arc<Failpoint>, log: Arc<NodeLog>, flaw: Option<Flaw>) -> Self {
        FailingStore { store, failpoint, log, flaw, occasions: AtomicU64::new(0) }
    }

    fn pass(&self, point: Point) {
        self.failpoint.pass(point, &self.log);
    }

    /// Whether a flaw shows, as it does now and then.
    fn shows(&self, flaw: Flaw) -> bool {
        self.flaw == Some(flaw) && self.occasions.fetch_add(1, Ordering::Relaxed).is_multiple_of(NOW_AND_THEN)
    }
}

impl<S: RunStore> JobStore for FailingStore<S> {
    fn runs(&self) -> Option<&dyn RunStore> {
        Some(self)
    }

    fn add_job(&self, job: Arc<JobRecord>) -> StoreFuture<'_, ()> {
        self.store.add_job(job)
    }

    fn update_job(&self, job: JobRecord) -> StoreFuture<'_, Written> {
        self.store.update_job(job)
    }

    fn advance_jobs<'a>(&'a self, advances: &'a [Advance], hold: Hold) -> StoreFuture<'a, Vec<Advanced>> {
        Box::pin(async move {
            self.pass(Point::BeforeClaim);
            if self.shows(Flaw::StartsUncommitted) {
                return Ok(advances.iter().map(|_| Advanced::Run(None)).collect());
            }
            let became = self.store.advance_jobs(advances, hold).await?;
            if became.iter().any(|became| matches!(became, Advanced::Run(_))) {
                self.pass(Point::AfterClaim);
            }
            Ok(became)
        })
    }

    fn write_jobs<'a>(&'a self, writes: &'a [JobWrite]) -> StoreFuture<'a, Written> {
        self.store.write_jobs(writes)
    }

    fn remove_job<'a>(&'a self, id: &'a JobId) -> StoreFuture<'a, Option<u64>> {
        self.store.remove_job(id)
    }

    fn job<'a>(&'a self, id: &'a JobId) -> StoreFuture<'a, Option<Arc<JobRecord>>> {
        self.store.job(id)
    }

    fn jobs(&self) -> StoreFuture<'_, Vec<Arc<JobRecord>>> {
        self.store.jobs()
    }

    fn due_jobs<'a>(&'a self, now: DateTime<Utc>, limit: usize, rooms: &'a [Room]) -> StoreFuture<'a, Due> {
        self.store.due_jobs(now, limit, rooms)
    }

    fn next_run_time<'a>(&'a self, rooms: &'a [Room]) -> StoreFuture<'a, Option<DateTime<Utc>>> {
        self.store.next_run_time(rooms)
    }
}

impl<S: RunStore> RunStore for FailingStore<S> {
    fn join<'a>(&'a self, node: &'a Node, now: DateTime<Utc>) -> StoreFuture<'a, Lease> {
        self.store.join(node, now)
    }

    fn renew(&self, now: DateTime<Utc>) -> StoreFuture<'_, ()> {
        self.pass(Point::BeforeRenew);
        self.store.renew(now)
    }

    fn tend(&self, now: DateTime<Utc>) -> StoreFuture<'_, Tended> {
        self.store.tend(now)
    }

    fn leave(&self) -> StoreFuture<'_, ()> {
        self.store.leave()
    }

    fn start_run<'a>(
        &'a self,
        job: &'a Arc<JobRecord>,
        at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> StoreFuture<'a, Advanced> {
        self.store.start_run(job, at, now)
    }

    fn take_reruns<'a>(
        &'a self,
        limit: usize,
        rooms: &'a [Room],
        now: DateTime<Utc>,
    ) -> StoreFuture<'a, Vec<Rerun>> {
        Box::pin(async move {
            let reruns = self.store.take_reruns(limit, rooms, now).await?;
            if !reruns.is_empty() {
                self.pass(Point::AfterRerun);
            }
            Ok(reruns)
        })
    }

    fn end_runs<'a>(&'a self, ends: &'a [RunEnd]) -> StoreFuture<'a, Vec<Written>> {
        Box::pin(async move {
            self.pass(Point::BeforeEnd);
            if self.shows(Flaw::ForgetsEnds) {
                return Ok(ends.iter().map(|_| Written::Done).collect());
            }
            let written = self.store.end_runs(ends).await?;
            self.pass(Point::AfterEnd);
            Ok(written)
        })
    }

    fn changed(&self) -> BoxFuture<'_, ()> {
        self.store.changed()
    }

    fn history<'a>(&'a self, query: &'a HistoryQuery) -> StoreFuture<'a, Vec<RunRecord>> {
        self.store.history(query)
    }

    fn nodes(&self) -> StoreFuture<'_, Vec<NodeRecord>> {
        self.store.nodes()
    }
}
