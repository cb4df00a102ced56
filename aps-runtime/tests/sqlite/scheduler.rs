use aps_runtime::prelude::*;
use aps_runtime::testing::ManualClock;
use aps_runtime::{HistoryQuery, RunOutcome, SqliteStore};
use chrono::{DateTime, Utc};

use crate::folder::Folder;

#[job]
async fn tick() {}

#[job]
async fn fail() -> Result<(), String> {
    Err("it did not work".into())
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn scheduler(store: SqliteStore, clock: &ManualClock) -> Scheduler {
    Scheduler::builder().clock(clock.clone()).timezone("UTC").job_store("default", store).build().unwrap()
}

#[tokio::test]
async fn jobs_and_their_runs_outlive_the_scheduler() {
    let folder = Folder::new();
    let clock = ManualClock::at(at("2026-01-01T00:00:00Z"));
    let first = scheduler(folder.store(), &clock);
    first.start().await.unwrap();
    first.add_job(tick::job(), IntervalTrigger::parse("1m").unwrap()).id("tick").await.unwrap();
    first.add_job(fail::job(), DateTrigger::at(at("2026-01-01T00:01:30Z"))).id("fail").await.unwrap();
    first.run_clock_until(&clock, at("2026-01-01T00:02:00Z")).await;
    first.shutdown(Wait::ForJobs).await.unwrap();

    let second = scheduler(folder.store(), &clock);
    second.start().await.unwrap();
    assert_eq!(second.jobs().await.unwrap().len(), 1, "the other one has had its time");
    second.run_clock_until(&clock, at("2026-01-01T00:04:00Z")).await;
    second.run_now("tick").await.unwrap();
    second.shutdown(Wait::ForJobs).await.unwrap();

    let third = scheduler(folder.store(), &clock);
    third.start().await.unwrap();
    let rows = third.history("default", HistoryQuery::last(10)).await.unwrap();
    let mut told: Vec<_> = rows
        .iter()
        .map(|row| (row.times.first.to_rfc3339(), row.job_id.to_string(), row.outcome, row.is_manual))
        .collect();
    told.sort_by(|a, b| (&a.0, a.3).cmp(&(&b.0, b.3)));
    let executed =
        |time: &str, is_manual| (time.to_owned(), "tick".to_owned(), RunOutcome::Executed, is_manual);
    assert_eq!(
        told,
        [
            executed("2026-01-01T00:01:00+00:00", false),
            ("2026-01-01T00:01:30+00:00".into(), "fail".into(), RunOutcome::Failed, false),
            executed("2026-01-01T00:02:00+00:00", false),
            executed("2026-01-01T00:03:00+00:00", false),
            executed("2026-01-01T00:04:00+00:00", false),
            executed("2026-01-01T00:04:00+00:00", true),
        ]
    );
    // The clock leaps, and each time a lease is over: there is one node with a lease.
    let nodes = third.nodes("default").await.unwrap();
    assert_eq!(nodes.iter().filter(|node| !node.lease.is_zero()).count(), 1, "{nodes:?}");
    third.shutdown(Wait::ForJobs).await.unwrap();
}
