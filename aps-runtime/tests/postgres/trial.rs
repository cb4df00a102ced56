//! A database, and a network before it that fails when it is told to.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use aps_runtime::prelude::*;
use aps_runtime::{
    Advance, Advanced, Fires, HistoryQuery, JobId, JobRecord, JobStore, Node, RunOutcome, RunRecord,
    RunStore, RunTicket, Span,
};
use chrono::{DateTime, TimeDelta, Utc};
use test_servers::Proxy;

use crate::server::{Store, shared};

/// The server's clock counts, whatever is said.
pub const NOW: DateTime<Utc> = DateTime::UNIX_EPOCH;

#[job]
pub fn nothing() {}

/// A node that comes to its database through the proxy.
pub struct Trial {
    /// Not through the proxy.
    pub url: String,
    pub proxy: Proxy,
    pub store: Store,
    template: JobRecord,
}

impl Trial {
    pub async fn new() -> Self {
        let url = shared().fresh_database();
        let template = template(&url).await;
        let proxy = Proxy::before(&url);
        let store = Store::new(proxy.url_through(&url)).unwrap();
        let node = Node::new([template.function.name()]);
        store.join(&node, NOW).await.unwrap();
        Trial { url, proxy, store, template }
    }

    /// Another node, whose network is sound.
    pub async fn neighbour(&self) -> Store {
        let store = Store::new(&self.url).unwrap();
        store.join(&Node::new([""; 0]), NOW).await.unwrap();
        store
    }

    /// A job that has been due since the year 2000.
    pub fn job(&self, name: &str) -> JobRecord {
        static REVISIONS: AtomicU64 = AtomicU64::new(1);
        let mut job = self.template.clone();
        job.id = id(name);
        job.revision = REVISIONS.fetch_add(1, Ordering::Relaxed) << 40;
        job.next_run_time = "2000-01-01T00:00:00Z".parse().unwrap();
        job
    }

    pub async fn stored(&self, name: &str) -> Option<JobRecord> {
        self.store.job(&id(name)).await.unwrap().map(|job| JobRecord::clone(&job))
    }

    /// Claims the one job that is due, which moves on by 100 years.
    pub async fn claim(&self) -> Result<RunTicket, String> {
        self.claim_until(DateTime::UNIX_EPOCH).await
    }

    /// With all its fire times until then, which are run one after the other.
    pub async fn claim_until(&self, through: DateTime<Utc>) -> Result<RunTicket, String> {
        let due = self.store.due_jobs(NOW, 10, &[]).await.map_err(|error| error.to_string())?;
        assert_eq!(due.jobs.len(), 1, "{:?}", due.jobs);
        let (job, first) = (due.jobs[0].clone(), due.jobs[0].next_run_time);
        let run = Span { first, through: through.max(first) };
        let next_run_time = Some(first + TimeDelta::days(36_525));
        let fires = Some(Fires { run, coalesced: None, refused: false });
        let advances = [Advance { job, next_run_time, fires }];
        match self.store.advance_jobs(&advances, due.hold).await.map_err(|error| error.to_string())?[..] {
            [Advanced::Run(Some(ticket))] => Ok(ticket),
            ref other => panic!("a run should start: {other:?}"),
        }
    }

    pub async fn runs_of(&self, name: &str) -> Vec<RunRecord> {
        let query = HistoryQuery::last(100).of_job(name).unwrap();
        RunStore::history(&self.store, &query).await.unwrap()
    }

    pub async fn outcomes(&self, name: &str) -> Vec<RunOutcome> {
        self.runs_of(name).await.iter().map(|run| run.outcome).collect()
    }
}

pub fn id(name: &str) -> JobId {
    JobId::new(name).unwrap()
}

/// Only schedulers make jobs.
async fn template(url: &str) -> JobRecord {
    let store = || Store::new(url).unwrap();
    let scheduler = Scheduler::builder().job_store("default", store()).build().unwrap();
    scheduler.start().await.unwrap();
    let hourly = CronTrigger::parse("0 * * * *").unwrap();
    scheduler.add_job(nothing::job(), hourly).id("template").await.unwrap();
    scheduler.shutdown(Wait::ForJobs).await.unwrap();
    let store = store();
    store.join(&Node::new([""; 0]), NOW).await.unwrap();
    let template = store.job(&id("template")).await.unwrap().unwrap();
    store.remove_job(&id("template")).await.unwrap();
    JobRecord::clone(&template)
}

#[expect(clippy::disallowed_methods, reason = "a real server takes real time")]
pub fn started() -> Instant {
    Instant::now()
}

#[expect(clippy::disallowed_methods, reason = "a real server takes real time")]
pub async fn wait(time: Duration) {
    tokio::time::sleep(time).await;
}

/// Waits until it is so, for as long as a busy machine may take.
pub async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    for _ in 0..600 {
        if is_so().await {
            return;
        }
        wait(Duration::from_millis(100)).await;
    }
    panic!("this has not come about in a minute: {what}");
}
