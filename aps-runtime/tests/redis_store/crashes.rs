//! A server that is killed under load, beside a log that it knows nothing of.

use aps_runtime::prelude::*;
use test_servers::Redis;

use crate::harness::{history, note, noted, noted_twice, pause, scheduler, until};

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
