//! Schedulers on a store, jobs that note down when they begin, and what the store says of them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use aps_runtime::prelude::*;
use aps_runtime::{HistoryQuery, MongoStore, RunOutcome, RunRecord};
use chrono::{DateTime, Utc};
use mongodb::Client;
use mongodb::bson::Document;

/// What began, outside of the store: the job, the fire time and the fence.
static BEGUN: Mutex<Vec<(String, DateTime<Utc>, u64)>> = Mutex::new(Vec::new());

#[job]
pub async fn note(ctx: JobContext) {
    let run = (ctx.job_id().to_string(), ctx.scheduled_run_time(), ctx.fence().unwrap_or_default());
    BEGUN.lock().unwrap().push(run);
}

/// Notes down that it began, and then takes as long as that.
#[job]
pub async fn linger(millis: u64, ctx: JobContext) {
    note(ctx).await;
    wait(Duration::from_millis(millis)).await;
}

/// How often each fire time of the jobs that begin like this has begun.
pub fn begun(prefix: &str) -> BTreeMap<(String, DateTime<Utc>), usize> {
    let mut counts = BTreeMap::new();
    for (id, time, _) in BEGUN.lock().unwrap().iter().filter(|(id, ..)| id.starts_with(prefix)) {
        *counts.entry((id.clone(), *time)).or_default() += 1;
    }
    counts
}

pub struct Node {
    pub scheduler: Scheduler,
    log: Arc<Mutex<Vec<String>>>,
}

impl Node {
    pub async fn start(store: MongoStore) -> Self {
        let node = Node::new(store);
        node.scheduler.start().await.unwrap();
        node
    }

    /// One that only looks, and starts nothing.
    pub async fn judge(store: MongoStore) -> Self {
        let node = Node::new(store);
        node.scheduler.start_paused().await.unwrap();
        node
    }

    pub fn new(store: MongoStore) -> Self {
        let builder = Scheduler::builder().timezone("UTC").job_store("default", store);
        let scheduler = builder.jobstore_retry_interval(Duration::from_millis(200)).build().unwrap();
        let log = Arc::new(Mutex::new(Vec::new()));
        scheduler.add_listener(EventMask::ALL, {
            let log = log.clone();
            move |event| log.lock().unwrap().push(event.to_string())
        });
        Node { scheduler, log }
    }

    /// Whether an event was told whose text has this in it.
    pub fn has_told(&self, text: &str) -> bool {
        self.log.lock().unwrap().iter().any(|event| event.contains(text))
    }

    /// Jobs that fire this often and note down when they begin.
    pub async fn add_jobs(&self, prefix: &str, count: usize, interval: &str) {
        for number in 0..count {
            let trigger = IntervalTrigger::parse(interval).unwrap();
            self.scheduler.add_job(note::job(), trigger).id(format!("{prefix}{number}")).await.unwrap();
        }
    }

    pub async fn history(&self) -> Vec<RunRecord> {
        self.scheduler.history("default", HistoryQuery::last(100_000)).await.unwrap()
    }

    /// Nothing more becomes due, and all that has begun ends.
    pub async fn stop(&self) {
        self.scheduler.shutdown(Wait::ForJobs).await.unwrap();
    }
}

/// That no fire time is missing, that none is there twice, and that what began is what the store says.
pub fn expect_exact(prefix: &str, interval: Duration, rows: &[RunRecord]) {
    let begun = begun(prefix);
    let mut by_job: BTreeMap<String, Vec<&RunRecord>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.job_id.as_str().starts_with(prefix)) {
        by_job.entry(row.job_id.to_string()).or_default().push(row);
    }
    assert!(!by_job.is_empty());
    for (id, mut rows) in by_job {
        rows.sort_by_key(|row| row.times.first);
        for pair in rows.windows(2) {
            let before = &pair[0];
            // What is coalesced ends just before what is run.
            let step =
                if before.outcome == RunOutcome::Coalesced { Duration::from_nanos(1) } else { interval };
            let expected = before.times.through + step;
            assert_eq!(pair[1].times.first, expected, "a hole or a double in {id}: {pair:?}");
        }
        for row in &rows {
            let times = begun.get(&(id.clone(), row.times.first)).copied().unwrap_or_default();
            match row.outcome {
                RunOutcome::Executed => assert_eq!(times, 1, "{row:?}"),
                RunOutcome::Running | RunOutcome::Pending => panic!("{row:?} is under way"),
                RunOutcome::Skipped | RunOutcome::Coalesced | RunOutcome::Missed => {
                    assert_eq!(times, 0, "{row:?}");
                }
                _ => assert!(times <= 1, "{row:?} began {times} times"),
            }
        }
    }
    for ((id, time), times) in begun {
        assert_eq!(times, 1, "{id} began {times} times for {time}");
        let has_row =
            rows.iter().any(|row| row.job_id == *id && row.times.first <= time && time <= row.times.through);
        assert!(has_row, "{id} began for {time}, of which there is no row");
    }
}

/// The database itself, as somebody else sees it.
pub async fn collection(url: &str, name: &str) -> mongodb::Collection<Document> {
    let client = Client::with_uri_str(url).await.unwrap();
    client.default_database().unwrap().collection(name)
}

#[expect(clippy::disallowed_methods, reason = "a real server takes real time")]
pub async fn wait(time: Duration) {
    tokio::time::sleep(time).await;
}

/// Waits until it is so.
#[expect(clippy::disallowed_methods, reason = "a real server takes real time")]
pub async fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < Duration::from_secs(60), "in vain: {what}");
        wait(Duration::from_millis(10)).await;
    }
}

#[expect(clippy::disallowed_methods, reason = "a real server takes real time")]
pub fn now() -> Instant {
    Instant::now()
}
