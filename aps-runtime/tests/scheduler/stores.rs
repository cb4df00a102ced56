use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use aps_runtime::prelude::*;
use aps_runtime::{
    Advance, Advanced, Due, ErrorKind, Hold, JobId, JobRecord, JobStore, JobWrite, MemoryStore, Room,
    StoreError, StoreFuture, Written,
};
use chrono::{DateTime, Utc};

use crate::harness::{Harness, cron, once, succeed};

/// A memory store whose disk can be pulled out.
#[derive(Debug, Default)]
struct Pluggable {
    store: MemoryStore,
    unplugged: Arc<AtomicBool>,
}

impl Pluggable {
    fn ask<'a, T: Send + 'a>(
        &'a self,
        ask: impl FnOnce(&'a MemoryStore) -> StoreFuture<'a, T>,
    ) -> StoreFuture<'a, T> {
        if self.unplugged.load(Ordering::SeqCst) {
            return Box::pin(async { Err(StoreError::Failed("the disk is gone".into())) });
        }
        ask(&self.store)
    }
}

impl JobStore for Pluggable {
    fn add_job(&self, job: Arc<JobRecord>) -> StoreFuture<'_, ()> {
        self.ask(|store| store.add_job(job))
    }
    fn update_job(&self, job: JobRecord) -> StoreFuture<'_, Written> {
        self.ask(|store| store.update_job(job))
    }
    fn advance_jobs<'a>(&'a self, advances: &'a [Advance], hold: Hold) -> StoreFuture<'a, Vec<Advanced>> {
        self.ask(|store| store.advance_jobs(advances, hold))
    }
    fn write_jobs<'a>(&'a self, writes: &'a [JobWrite]) -> StoreFuture<'a, Written> {
        self.ask(|store| store.write_jobs(writes))
    }
    fn remove_job<'a>(&'a self, id: &'a JobId) -> StoreFuture<'a, Option<u64>> {
        self.ask(|store| store.remove_job(id))
    }
    fn job<'a>(&'a self, id: &'a JobId) -> StoreFuture<'a, Option<Arc<JobRecord>>> {
        self.ask(|store| store.job(id))
    }
    fn jobs(&self) -> StoreFuture<'_, Vec<Arc<JobRecord>>> {
        self.ask(JobStore::jobs)
    }
    fn due_jobs<'a>(&'a self, now: DateTime<Utc>, limit: usize, rooms: &'a [Room]) -> StoreFuture<'a, Due> {
        // Reading still works: it is the write that finds out.
        self.store.due_jobs(now, limit, rooms)
    }
    fn next_run_time<'a>(&'a self, rooms: &'a [Room]) -> StoreFuture<'a, Option<DateTime<Utc>>> {
        self.ask(|store| store.next_run_time(rooms))
    }
}

#[tokio::test]
async fn a_store_that_fails_is_tried_again_and_nothing_is_lost_or_run_twice() {
    let store = Pluggable::default();
    let unplugged = store.unplugged.clone();
    let harness = Harness::new("09:30", Scheduler::builder().job_store("shaky", store));
    harness.scheduler.start().await.unwrap();
    harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).id("shaky").jobstore("shaky").await.unwrap();
    harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).id("sound").await.unwrap();
    harness.log();

    unplugged.store(true, Ordering::SeqCst);
    harness.run_until("10:00:35").await;
    assert_eq!(harness.log_of(&["executed"]), ["executed sound 10:00:00"]);
    let error = harness.scheduler.jobs().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Store);
    assert_eq!(format!("{error:?}"), "job store `shaky` failed\n  caused by: the disk is gone");

    unplugged.store(false, Ordering::SeqCst);
    harness.run_until("10:30").await;
    assert_eq!(harness.log_of(&["executed"]), ["executed shaky 10:00:00"]);
}

#[tokio::test]
async fn a_start_that_fails_leaves_the_jobs_pending() {
    let store = Pluggable::default();
    let unplugged = store.unplugged.clone();
    unplugged.store(true, Ordering::SeqCst);
    let harness = Harness::new("09:30", Scheduler::builder().job_store("default", store));
    for id in ["a", "b"] {
        harness.scheduler.add_job(succeed::job(), once("10:00")).id(id).await.unwrap();
    }
    assert_eq!(harness.scheduler.start().await.unwrap_err().kind(), ErrorKind::Store);
    unplugged.store(false, Ordering::SeqCst);
    harness.scheduler.start().await.unwrap();
    harness.run_until("10:00").await;
    assert_eq!(harness.log_of(&["executed"]).len(), 2);
}

#[tokio::test]
async fn a_job_lives_in_the_store_it_names() {
    let builder = Scheduler::builder().job_store("first", MemoryStore::new());
    let harness = Harness::new("09:30", builder);
    harness.scheduler.start().await.unwrap();
    for store in ["first", "default"] {
        let job = harness.scheduler.add_job(succeed::job(), once("10:00")).id("same").jobstore(store);
        assert_eq!(job.await.unwrap().jobstore(), store);
    }
    assert_eq!(harness.scheduler.job("same").await.unwrap().jobstore(), "first");
    harness.run_until("10:00").await;
    assert_eq!(harness.log_of(&["executed"]).len(), 2);
    assert_eq!(harness.log_of(&["executed"]).len(), 0);
}
