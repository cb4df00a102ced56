//! What a store keeps when the program ends, and what becomes of it at the next start.

use aps_runtime::JobStatus;
use aps_runtime::prelude::*;

use super::{Folder, history};
use crate::harness::{cron, instant, once, succeed};

#[tokio::test]
async fn jobs_outlive_the_program_with_all_that_was_said_of_them() {
    let folder = Folder::new();
    let first = folder.scheduler("09:30");
    first.scheduler.start().await.unwrap();
    let job = first.scheduler.add_job(succeed::job(), cron("0 * * * *")).id("hourly").name("on the hour");
    job.coalesce(false).max_instances(3).tag("a").metadata("k", "v").await.unwrap();
    first.scheduler.add_job(succeed::job(), cron("15 * * * *")).id("paused").paused(true).await.unwrap();
    first.scheduler.shutdown(Wait::ForJobs).await.unwrap();

    let next = folder.scheduler("09:45");
    next.scheduler.start().await.unwrap();
    let jobs = next.scheduler.jobs().await.unwrap();
    assert_eq!(jobs.iter().map(|job| job.id().as_str()).collect::<Vec<_>>(), ["hourly", "paused"]);
    let hourly = &jobs[0];
    assert_eq!((hourly.name(), hourly.coalesce(), hourly.max_instances()), ("on the hour", false, 3));
    assert_eq!(hourly.next_run_time(), Some(instant("10:00")));
    assert_eq!(
        hourly.trigger().to_string(),
        first.scheduler.job("hourly").await.unwrap().trigger().to_string()
    );
    assert_eq!(serde_json::to_value(hourly).unwrap()["metadata"]["k"], "v");
    assert_eq!(jobs[1].status(), JobStatus::Paused);
}

#[tokio::test]
async fn what_came_due_while_nobody_was_there_is_run_at_the_next_start() {
    let folder = Folder::new();
    let first = folder.scheduler("09:30");
    first.scheduler.start().await.unwrap();
    first.scheduler.add_job(succeed::job(), cron("0 * * * *")).id("coalesced").await.unwrap();
    let each = first.scheduler.add_job(succeed::job(), cron("0 * * * *")).id("each").coalesce(false);
    each.await.unwrap();
    let strict = first.scheduler.add_job(succeed::job(), cron("0 * * * *")).id("strict").coalesce(false);
    strict.misfire_grace_time(std::time::Duration::from_secs(60)).await.unwrap();
    first.scheduler.add_job(succeed::job(), once("10:00")).id("once").await.unwrap();
    first.scheduler.shutdown(Wait::ForJobs).await.unwrap();

    let next = folder.scheduler("12:00:30");
    next.scheduler.start().await.unwrap();
    next.scheduler.at_rest().await;
    assert_eq!(history(&next, "coalesced").await, ["10:00:00 Coalesced", "12:00:00 Executed"]);
    assert_eq!(history(&next, "each").await, ["10:00:00 Executed", "11:00:00 Executed", "12:00:00 Executed"]);
    assert_eq!(history(&next, "strict").await, ["10:00:00 Missed", "11:00:00 Missed", "12:00:00 Executed"]);
    assert_eq!(history(&next, "once").await, ["10:00:00 Executed"]);
    assert!(next.scheduler.job("once").await.is_err(), "its trigger has ended");
    assert_eq!(next.scheduler.job("each").await.unwrap().next_run_time(), Some(instant("13:00")));
}

/// A second more or less of what is kept would be another fire time.
#[tokio::test]
async fn fire_times_are_kept_to_the_nanosecond() {
    let folder = Folder::new();
    let first = folder.scheduler("2026-01-01T09:30:00.123456789Z");
    first.scheduler.start().await.unwrap();
    let odd = IntervalTrigger::every(std::time::Duration::from_nanos(1_000_000_001));
    let job = first.scheduler.add_job(succeed::job(), odd).id("odd").await.unwrap();
    first.scheduler.shutdown(Wait::ForJobs).await.unwrap();

    let next = folder.scheduler("09:30:00");
    next.scheduler.start().await.unwrap();
    assert_eq!(next.scheduler.job("odd").await.unwrap().next_run_time(), job.next_run_time());
    next.run_until("2026-01-01T09:30:03.5Z").await;
    assert_eq!(history(&next, "odd").await.len(), 3);
}

#[tokio::test]
async fn runs_end_in_the_store_before_a_shutdown_is_over() {
    let folder = Folder::new();
    let harness = folder.scheduler("09:30");
    harness.scheduler.start().await.unwrap();
    for index in 0..50 {
        harness.scheduler.add_job(succeed::job(), once("10:00")).id(format!("job-{index}")).await.unwrap();
    }
    harness.jump_to("10:00").await;
    harness.scheduler.shutdown(Wait::ForJobs).await.unwrap();

    let next = folder.scheduler("10:30");
    next.scheduler.start().await.unwrap();
    for index in 0..50 {
        assert_eq!(history(&next, &format!("job-{index}")).await, ["10:00:00 Executed"]);
    }
    let nodes = next.scheduler.nodes("default").await.unwrap();
    assert_eq!(nodes.len(), 1, "the first one has left");
}

#[tokio::test]
async fn several_jobs_come_together_or_not_at_all() {
    let folder = Folder::new();
    let harness = folder.scheduler("09:30");
    harness.scheduler.start().await.unwrap();
    let job = |id: &str| harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).id(id);
    let added = harness.scheduler.add_jobs(["b", "a", "c"].map(job)).await.unwrap();
    assert_eq!(added.iter().map(|job| job.id().as_str()).collect::<Vec<_>>(), ["b", "a", "c"]);
    harness.scheduler.add_jobs(["d", "a", "e"].map(job)).await.unwrap_err();
    assert_eq!(harness.scheduler.jobs().await.unwrap().len(), 3);
    let replaced = harness.scheduler.add_jobs(["d", "a"].map(job).map(|job| job.replace_existing(true)));
    replaced.await.unwrap();
    harness.run_until("10:00").await;
    for id in ["a", "b", "c", "d"] {
        assert_eq!(history(&harness, id).await, ["10:00:00 Executed"], "{id}");
    }
}
