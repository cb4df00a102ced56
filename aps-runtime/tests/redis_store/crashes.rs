//! A server that is killed under load, beside a log that it knows nothing of.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use aps_runtime::prelude::*;
use aps_runtime::{RedisStore, RunOutcome};
use test_servers::Redis;

use crate::harness::{failures, history, note, noted, noted_twice, pause, scheduler, until, with};

const JOBS: usize = 50;

/// How many fire times have run twice, and how many have run without a row.
async fn killed_under_load(server: &test_servers::Server, name: &str, kills: usize) -> (usize, usize) {
    let scheduler = scheduler(&server.fresh_database());
    scheduler.start().await.unwrap();
    let every_second = IntervalTrigger::parse("1s").unwrap();
    let jobs = (0..JOBS)
        .map(|number| scheduler.add_job(note::job(), every_second.clone()).id(format!("{name}-{number}")));
    scheduler.add_jobs(jobs.collect::<Vec<_>>()).await.unwrap();
    // What is added last may be lost; the load is to be there after the first kill.
    pause(2_000).await;
    for round in 0..kills {
        let before = noted(name).len();
        until("it goes on", async || noted(name).len() > before + JOBS).await;
        pause(37 * round as u64 % 500).await;
        server.kill();
        server.restart();
    }
    let before = noted(name).len();
    until("it goes on at last", async || noted(name).len() > before + 2 * JOBS).await;
    scheduler.shutdown(Wait::ForJobs).await.unwrap();
    let rows = history(&scheduler).await;
    let has_row: std::collections::HashSet<_> =
        rows.iter().map(|row| (row.job_id.to_string(), row.times.first)).collect();
    let without = noted(name).iter().filter(|(id, time, _)| !has_row.contains(&(id.clone(), *time))).count();
    (noted_twice(name).len(), without)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_written_always_is_there_after_a_crash() {
    let server = Redis::new().start();
    assert_eq!(killed_under_load(&server, "always", 5).await, (0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_every_second_goes_on_after_a_crash() {
    let server = Redis::new().every_second().start();
    let (twice, without) = killed_under_load(&server, "everysec", 5).await;
    println!("run twice: {twice}, run without a row: {without}");
}

/// A loss of power, with which the file ends where it was last written to the disk: a second ago. What was claimed
/// since then is claimed once more, with later fences.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_on_the_disk_is_done_once_more_with_later_fences() {
    let server = Redis::new().every_second().start();
    let scheduler = scheduler(&server.fresh_database());
    scheduler.start().await.unwrap();
    let every_second = IntervalTrigger::parse("1s").unwrap();
    scheduler.add_job(note::job(), every_second).id("power").await.unwrap();
    until("it runs", async || noted("power").len() >= 2).await;
    for _ in 0..3 {
        let (file, length) = Redis::written(&server);
        let before = noted("power").len();
        until("it goes on", async || noted("power").len() >= before + 2).await;
        server.kill();
        std::fs::File::options().write(true).open(&file).unwrap().set_len(length).unwrap();
        server.restart();
    }
    let before = noted("power").len();
    until("it goes on at last", async || noted("power").len() > before + 2).await;
    scheduler.shutdown(Wait::ForJobs).await.unwrap();
    assert!(!noted_twice("power").is_empty(), "what was forgotten is run again");
    let lines = noted("power");
    let with_one_fence = lines.windows(2).filter(|pair| pair[0] == pair[1]);
    assert_eq!(with_one_fence.count(), 0, "{lines:?}");
}

static MAY_END: AtomicBool = AtomicBool::new(false);

#[job]
async fn wait_for_word(ctx: JobContext) {
    note(ctx).await;
    until("it may end", async || MAY_END.load(Ordering::SeqCst)).await;
}

/// The row of such a run says that it is under way on a node that has forgotten it: its job would have a slot
/// less for as long as the node is up. The lease is so long that the node writes other things before it renews it.
#[tokio::test(flavor = "multi_thread")]
async fn an_end_that_is_forgotten_does_not_hold_up_its_job() {
    let server = Redis::new().every_second().start();
    let store = RedisStore::new(server.fresh_database()).unwrap().lease(Duration::from_secs(10));
    let scheduler = with(store);
    let told = failures(&scheduler);
    scheduler.start().await.unwrap();
    let every_second = IntervalTrigger::parse("1s").unwrap();
    scheduler.add_job(wait_for_word::job(), every_second).id("end").await.unwrap();
    until("it has begun", async || !noted("end").is_empty()).await;
    let (file, length) = Redis::written(&server);
    MAY_END.store(true, Ordering::SeqCst);
    until("it has ended", async || {
        history(&scheduler).await.iter().any(|row| row.outcome == RunOutcome::Executed)
    })
    .await;
    server.kill();
    std::fs::File::options().write(true).open(&file).unwrap().set_len(length).unwrap();
    server.restart();
    let before = noted("end").len();
    until("it fires again", async || noted("end").len() > before + 1).await;
    scheduler.shutdown(Wait::ForJobs).await.unwrap();
    let rows = history(&scheduler).await;
    assert!(rows.iter().all(|row| row.outcome != RunOutcome::Running), "{rows:?}");
    assert!(!told.lock().unwrap().is_empty(), "it is told");
}
