//! Schedulers on a Redis server, and a log outside of it of what has been run.

use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use aps_runtime::prelude::*;
use aps_runtime::{HistoryQuery, RedisStore, RunRecord};
use chrono::{DateTime, Utc};

/// What has been run in this process: job, fire time, fence.
type Begun = (String, DateTime<Utc>, u64);

static LOG: LazyLock<Mutex<Vec<Begun>>> = LazyLock::new(Mutex::default);

#[job]
pub(crate) async fn note(ctx: JobContext) {
    let line = (ctx.job_id().to_string(), ctx.scheduled_run_time(), ctx.fence().unwrap());
    LOG.lock().unwrap().push(line);
}

/// What has been run of these jobs.
pub(crate) fn noted(ids: &str) -> Vec<(String, DateTime<Utc>, u64)> {
    let mut lines = LOG.lock().unwrap().clone();
    lines.retain(|(id, ..)| id.starts_with(ids));
    lines.sort();
    lines
}

/// Those that have been run more than once.
pub(crate) fn noted_twice(ids: &str) -> Vec<(String, DateTime<Utc>)> {
    let lines = noted(ids);
    let is_same = |pair: &&[(String, DateTime<Utc>, u64)]| (&pair[0].0, pair[0].1) == (&pair[1].0, pair[1].1);
    lines.windows(2).filter(is_same).map(|pair| (pair[0].0.clone(), pair[0].1)).collect()
}

/// With a short lease, and soon back after a failure.
pub(crate) fn scheduler(url: &str) -> Scheduler {
    with(RedisStore::new(url).unwrap().lease(Duration::from_secs(3)))
}

pub(crate) fn with(store: RedisStore) -> Scheduler {
    let soon = Duration::from_millis(200);
    Scheduler::builder()
        .timezone("UTC")
        .job_store("default", store)
        .jobstore_retry_interval(soon)
        .build()
        .unwrap()
}

pub(crate) async fn history(scheduler: &Scheduler) -> Vec<RunRecord> {
    scheduler.history("default", HistoryQuery::last(1_000_000)).await.unwrap()
}

/// Waits for it, as long as a busy machine may need.
pub(crate) async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    for _ in 0..1_200 {
        if is_so().await {
            return;
        }
        pause(50).await;
    }
    panic!("it has not come about that {what}");
}

#[expect(clippy::disallowed_methods, reason = "servers and networks take real time")]
pub(crate) async fn pause(millis: u64) {
    tokio::time::sleep(Duration::from_millis(millis)).await;
}

/// What a job store that fails says.
pub(crate) fn failures(scheduler: &Scheduler) -> Arc<Mutex<Vec<String>>> {
    let told = Arc::new(Mutex::new(Vec::new()));
    scheduler.add_listener(EventMask::ALL, {
        let told = told.clone();
        move |event| match event {
            Event::JobStoreFailed { error, .. } => told.lock().unwrap().push(error.to_string()),
            Event::JobUnreadable { job_id, error, .. } => {
                told.lock().unwrap().push(format!("{job_id}: {error}"));
            }
            Event::LeaseLost { .. } => told.lock().unwrap().push("lease lost".into()),
            Event::JobAbandoned { job_id, is_rerun, .. } => {
                told.lock().unwrap().push(format!("{job_id} abandoned, to be run again: {is_rerun}"));
            }
            _ => {}
        }
    });
    told
}

/// All that an error says, and what it says to programmers.
pub(crate) fn all_of(error: &aps_runtime::Error) -> String {
    let mut told = format!("{error}\n{error:?}");
    let mut source = std::error::Error::source(error);
    while let Some(error) = source {
        told.extend([format!("\n{error}\n{error:?}")]);
        source = error.source();
    }
    told
}
