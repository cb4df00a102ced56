use std::time::Duration;

use aps_runtime::prelude::*;
use test_servers::{Mode, Proxy, Redis, When};

use crate::harness::{failures, history, note, noted, noted_twice, pause, scheduler, until};

/// Whether the last word of a connection arrived, arrives late, or has never left, each fire time is run
/// once and has one row.
#[tokio::test(flavor = "multi_thread")]
async fn writes_whose_answer_is_lost_are_found_out() {
    let url = Redis::shared().fresh_database();
    let proxy = Proxy::before(&url);
    let scheduler = scheduler(&proxy.url_through(&url));
    scheduler.start().await.unwrap();
    let mut added = 0;
    let late = When::LateDelivery(Duration::from_millis(80));
    for when in [When::AfterDelivery, When::BeforeDelivery, late].into_iter().cycle().take(30) {
        proxy.cut_at_commit(when, 1);
        // The cut may meet the job's addition, or the claim of its run, or that of others.
        scheduler.add_job(note::job(), Now).id(format!("cut-{added}")).await.unwrap();
        added += 1;
        pause(30).await;
    }
    until("all have run", async || noted("cut-").len() >= added).await;
    assert!(proxy.cuts() >= 25, "{}", proxy.cuts());
    assert_eq!(noted_twice("cut-"), []);
    scheduler.shutdown(Wait::ForJobs).await.unwrap();
    let rows = history(&scheduler).await;
    assert_eq!(rows.len(), added, "{rows:?}");
    assert!(rows.iter().all(|row| row.outcome == aps_runtime::RunOutcome::Executed), "{rows:?}");
}

/// A partition costs the lease, and what is added meanwhile; after it all goes on.
#[tokio::test(flavor = "multi_thread")]
async fn a_black_hole_holds_nobody_up_for_ever() {
    let url = Redis::shared().fresh_database();
    let proxy = Proxy::before(&url);
    let scheduler = scheduler(&proxy.url_through(&url));
    let told = failures(&scheduler);
    scheduler.start().await.unwrap();
    scheduler.add_job(note::job(), IntervalTrigger::parse("1s").unwrap()).id("hole").await.unwrap();
    until("it runs", async || !noted("hole").is_empty()).await;
    proxy.set(Mode::BlackHole);
    until("the lease is given up", async || {
        told.lock().unwrap().iter().any(|told| told.contains("answered within"))
    })
    .await;
    let error = scheduler.remove_job("none").await.unwrap_err().to_string();
    assert!(!error.is_empty());
    proxy.set(Mode::Pass);
    let before = noted("hole").len();
    until("it goes on", async || noted("hole").len() > before + 1).await;
    assert_eq!(noted_twice("hole"), []);
    scheduler.shutdown(Wait::ForJobs).await.unwrap();
}
