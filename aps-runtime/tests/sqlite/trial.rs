//! A node on a file, and somebody else who has the file open.

use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use aps_runtime::prelude::*;
use aps_runtime::testing::ManualClock;
use aps_runtime::{Clock, JobId, JobRecord, JobStore, Node, RunStore, SqliteStore, StoreError, SystemClock};
use chrono::{DateTime, TimeDelta, Utc};

use crate::folder::Folder;

#[job]
pub(crate) fn nothing() {}

/// So many seconds after the beginning of 2026.
pub(crate) fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_767_225_600 + seconds, 0).unwrap()
}

pub(crate) fn id(name: &str) -> JobId {
    JobId::new(name).unwrap()
}

impl Folder {
    /// What any program may do to the file: the first column of what it is told.
    pub(crate) fn sql(&self, sql: &str) -> Vec<String> {
        let script = "
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
for row in connection.execute(sys.argv[2]): print(row[0])";
        let mut command = Command::new("python3");
        command.args(["-c", script]).arg(self.file()).arg(sql);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
    }

    /// Several statements.
    pub(crate) fn script(&self, sql: &str) {
        let script = "import sqlite3, sys; sqlite3.connect(sys.argv[1]).executescript(sys.argv[2])";
        let status = Command::new("python3").args(["-c", script]).arg(self.file()).arg(sql).status();
        assert!(status.unwrap().success());
    }

    /// A job that calls a function each hour, the next time then. Only schedulers make jobs.
    pub(crate) async fn job(&self, name: &str, next_run_time: DateTime<Utc>) -> JobRecord {
        static REVISIONS: AtomicU64 = AtomicU64::new(1);
        let store = self.store();
        join(&store).await.unwrap();
        let mut job = match store.job(&id("template")).await.unwrap() {
            Some(job) => JobRecord::clone(&job),
            None => self.template(&store).await,
        };
        job.id = id(name);
        job.revision = REVISIONS.fetch_add(1, Ordering::Relaxed) << 40;
        job.next_run_time = next_run_time;
        job.paused = false;
        job
    }

    async fn template(&self, store: &SqliteStore) -> JobRecord {
        let builder = Scheduler::builder().job_store("default", self.store());
        let scheduler = builder.clock(ManualClock::at(at(0))).build().unwrap();
        scheduler.start().await.unwrap();
        let hourly = CronTrigger::parse("0 * * * *").unwrap();
        scheduler.add_job(nothing::job(), hourly).id("template").await.unwrap();
        scheduler.pause_job("template").await.unwrap();
        scheduler.shutdown(Wait::ForJobs).await.unwrap();
        JobRecord::clone(&*store.job(&id("template")).await.unwrap().unwrap())
    }

    /// A store that has these jobs, each with when it is due.
    pub(crate) async fn store_with(&self, jobs: &[(&str, DateTime<Utc>)]) -> SqliteStore {
        let store = self.store();
        join(&store).await.unwrap();
        for (name, next_run_time) in jobs {
            store.add_job(Arc::new(self.job(name, *next_run_time).await)).await.unwrap();
        }
        store
    }
}

/// As a node that has the function, and goes by the time that it is told.
pub(crate) async fn join(store: &SqliteStore) -> Result<(), StoreError> {
    let mut node = Node::new([concat!(module_path!(), "::nothing")]);
    node.keeps_time = true;
    store.join(&node, at(0)).await.map(drop)
}

pub(crate) async fn ids(store: &SqliteStore) -> Vec<String> {
    let jobs = store.jobs().await.unwrap();
    jobs.iter().map(|job| job.id.to_string()).filter(|id| id != "template").collect()
}

pub(crate) async fn due(store: &SqliteStore, limit: usize) -> Vec<String> {
    let due = store.due_jobs(at(0) + TimeDelta::minutes(1), limit, &[]).await.unwrap();
    due.jobs.iter().map(|job| job.id.to_string()).collect()
}

/// Waits until it is so, for as long as a busy machine may take.
pub(crate) async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    for _ in 0..600 {
        if is_so().await {
            return;
        }
        SystemClock.sleep(Duration::from_millis(100)).await;
    }
    panic!("this has not come about in a minute: {what}");
}
