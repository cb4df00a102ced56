//! Long work gives way to others on the same thread.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use aps_runtime::prelude::*;

use crate::harness::{Harness, cron, instant, once, succeed};

/// Counts what is told, and how much of it before another task had its turn.
async fn told_before_another_task_works(harness: &Harness, kind: EventMask) -> usize {
    let told = Arc::new(AtomicUsize::new(0));
    harness.scheduler.add_listener(kind, {
        let told = told.clone();
        move |_| {
            told.fetch_add(1, Ordering::SeqCst);
        }
    });
    // On one thread, this task gets its turn only if the work gives way.
    while told.load(Ordering::SeqCst) == 0 {
        tokio::task::yield_now().await;
    }
    told.load(Ordering::SeqCst)
}

#[tokio::test]
async fn a_run_that_catches_up_gives_way_after_each_time() {
    let harness = Harness::started("00:00:00").await;
    let job = harness.scheduler.add_job(succeed::job(), cron("* * * * * *")).id("secondly");
    job.coalesce(false).await.unwrap();
    harness.clock.set(instant("01:00:00"));
    assert!(told_before_another_task_works(&harness, EventMask::JOB_EXECUTED).await < 100);
    harness.scheduler.at_rest().await;
    assert!(harness.log_of(&["executed"]).len() >= 3600);
}

#[tokio::test]
async fn the_loop_gives_way_when_many_jobs_are_due() {
    const JOBS: usize = 2_000;
    let harness = Harness::started("09:30").await;
    for _ in 0..JOBS {
        harness.scheduler.add_job(succeed::job(), once("10:00")).await.unwrap();
    }
    harness.clock.set(instant("10:00"));
    assert!(told_before_another_task_works(&harness, EventMask::JOB_SUBMITTED).await < JOBS);
    harness.scheduler.at_rest().await;
    assert_eq!(harness.log_of(&["executed"]).len(), JOBS);
}
