//! Schedulers on a store that outlives them, and that others use at the same time.

mod failures;
mod leases;
mod nodes;
mod restarts;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use aps_runtime::prelude::*;
use aps_runtime::testing::ManualClock;
use aps_runtime::{HistoryQuery, RunOutcome, SqliteStore};

use crate::harness::Harness;

/// A folder that is gone with the test.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("aps-durable-{}-{number}", std::process::id()));
        // A process of this number may have been killed here.
        std::fs::remove_dir_all(&path).ok();
        std::fs::create_dir(&path).unwrap();
        Folder(path)
    }

    pub fn file(&self) -> PathBuf {
        self.0.join("jobs.db")
    }

    pub fn store(&self) -> SqliteStore {
        store_in(&self.file())
    }

    /// A scheduler with this file, one of as many as there may be.
    pub fn scheduler(&self, time: &str) -> Harness {
        Harness::new(time, Scheduler::builder().job_store("default", self.store()))
    }

    /// The same on a clock that others have, too.
    pub fn scheduler_on(&self, clock: &ManualClock) -> Harness {
        Harness::on(clock.clone(), Scheduler::builder().job_store("default", self.store()))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).ok();
    }
}

pub fn store_in(file: &Path) -> SqliteStore {
    SqliteStore::new(format!("sqlite:///{}", file.display())).unwrap().lease(Duration::from_secs(30))
}

/// What became of the fires of a job, in their order: `10:00:00 Executed`.
pub async fn history(harness: &Harness, id: &str) -> Vec<String> {
    let query = HistoryQuery::last(1000).of_job(id).unwrap();
    let mut runs = harness.scheduler.history("default", query).await.unwrap();
    runs.sort_by_key(|run| (run.times.first, run.outcome != RunOutcome::Coalesced));
    let line =
        |run: &aps_runtime::RunRecord| format!("{} {:?}", run.times.first.format("%H:%M:%S"), run.outcome);
    runs.iter().map(line).collect()
}
