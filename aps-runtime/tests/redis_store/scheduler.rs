use aps_runtime::prelude::*;
use aps_runtime::testing::ManualClock;
use aps_runtime::{HistoryQuery, RedisStore, RunOutcome};
use chrono::{DateTime, Utc};
use test_servers::Redis;

use crate::harness::{note, noted, scheduler, until};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

#[job]
async fn fail() -> Result<(), String> {
    Err("it did not work".into())
}

#[tokio::test]
async fn jobs_and_their_runs_outlive_the_scheduler() {
    let url = Redis::shared().fresh_database();
    let clock = ManualClock::at(at("2026-01-01T00:00:00Z"));
    let started = async || {
        let store = RedisStore::new(&url).unwrap();
        let builder = Scheduler::builder().clock(clock.clone()).timezone("UTC").job_store("default", store);
        let scheduler = builder.build().unwrap();
        scheduler.start().await.unwrap();
        scheduler
    };
    let first = started().await;
    first.add_job(note::job(), IntervalTrigger::parse("1m").unwrap()).id("outlives").await.unwrap();
    first.add_job(fail::job(), DateTrigger::at(at("2026-01-01T00:01:30Z"))).id("fails").await.unwrap();
    first.run_clock_until(&clock, at("2026-01-01T00:02:00Z")).await;
    first.shutdown(Wait::ForJobs).await.unwrap();

    let second = started().await;
    assert_eq!(second.jobs().await.unwrap().len(), 1, "the other one has had its time");
    second.run_clock_until(&clock, at("2026-01-01T00:04:00Z")).await;
    second.run_now("outlives").await.unwrap();
    second.shutdown(Wait::ForJobs).await.unwrap();

    let third = started().await;
    let rows = third.history("default", HistoryQuery::last(10)).await.unwrap();
    let mut told: Vec<_> = rows
        .iter()
        .map(|row| (row.times.first.to_rfc3339(), row.job_id.to_string(), row.outcome, row.is_manual))
        .collect();
    told.sort_by(|a, b| (&a.0, a.3).cmp(&(&b.0, b.3)));
    let executed = |time: &str, is_manual| {
        (format!("2026-01-01T00:{time}+00:00"), "outlives".to_owned(), RunOutcome::Executed, is_manual)
    };
    assert_eq!(
        told,
        [
            executed("01:00", false),
            ("2026-01-01T00:01:30+00:00".into(), "fails".into(), RunOutcome::Failed, false),
            executed("02:00", false),
            executed("03:00", false),
            executed("04:00", false),
            executed("04:00", true),
        ]
    );
    third.shutdown(Wait::ForJobs).await.unwrap();
    // The clock leaps, and each time a lease is over; but who has left is not there.
    let nodes = third.nodes("default").await.unwrap();
    assert!(nodes.iter().all(|node| node.lease.is_zero()), "{nodes:?}");
}

#[tokio::test]
async fn what_others_add_is_noticed_at_once() {
    let url = Redis::shared().fresh_database();
    let (one, other) = (scheduler(&url), scheduler(&url));
    one.start().await.unwrap();
    other.start().await.unwrap();
    // Not started by who adds it, which does not run jobs any more.
    other.pause().unwrap();
    other.add_job(note::job(), Now).id("noticed").await.unwrap();
    until("the job has run", async || noted("noticed").len() == 1).await;
    for scheduler in [one, other] {
        scheduler.shutdown(Wait::ForJobs).await.unwrap();
    }
}

#[tokio::test]
async fn scripts_are_sent_again_when_the_server_has_forgotten_them() {
    let server = Redis::new().every_second().start();
    let scheduler = scheduler(&server.fresh_database());
    scheduler.start().await.unwrap();
    for round in 0..3 {
        server.administer("SCRIPT FLUSH");
        scheduler.add_job(note::job(), Now).id(format!("flushed-{round}")).await.unwrap();
        until("the job has run", async || noted(&format!("flushed-{round}")).len() == 1).await;
    }
    scheduler.shutdown(Wait::ForJobs).await.unwrap();
}

#[tokio::test]
async fn namespaces_know_nothing_of_each_other() {
    let url = Redis::shared().fresh_database();
    let named = |name: &str| crate::harness::with(RedisStore::new(&url).unwrap().namespace(name));
    let (one, other) = (named("one"), named("other"));
    one.start().await.unwrap();
    other.start().await.unwrap();
    one.add_job(note::job(), DateTrigger::at(at("2999-01-01T00:00:00Z"))).id("mine").await.unwrap();
    assert_eq!((one.jobs().await.unwrap().len(), other.jobs().await.unwrap().len()), (1, 0));
    assert_eq!(
        (one.nodes("default").await.unwrap().len(), other.nodes("default").await.unwrap().len()),
        (1, 1)
    );
    for scheduler in [one, other] {
        scheduler.shutdown(Wait::ForJobs).await.unwrap();
    }
}
