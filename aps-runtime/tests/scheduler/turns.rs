//! Long work gives way to others on the same thread.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use aps_runtime::EventStream;
use aps_runtime::prelude::*;

use crate::harness::{Harness, cron, instant, once, succeed};

/// How much of it was told before this task had its turn again.
async fn told_before_another_task_works(mut events: EventStream) -> usize {
    let mut context = Context::from_waker(Waker::noop());
    let mut told = 0;
    // On one thread, this task gets its turn only if the work gives way.
    while told == 0 {
        tokio::task::yield_now().await;
        while let Poll::Ready(Some(Ok(_))) = pin!(events.next()).poll(&mut context) {
            told += 1;
        }
    }
    told
}

#[tokio::test]
async fn a_run_that_catches_up_gives_way_after_each_time() {
    let harness = Harness::started("00:00:00").await;
    let job = harness.scheduler.add_job(succeed::job(), cron("* * * * * *")).id("secondly");
    job.coalesce(false).await.unwrap();
    let executed = harness.scheduler.events_with_capacity(EventMask::JOB_EXECUTED, 4_000);
    harness.clock.set(instant("01:00:00"));
    assert!(told_before_another_task_works(executed).await < 100);
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
    let submitted = harness.scheduler.events_with_capacity(EventMask::JOB_SUBMITTED, JOBS);
    harness.clock.set(instant("10:00"));
    assert!(told_before_another_task_works(submitted).await < JOBS);
    harness.scheduler.at_rest().await;
    assert_eq!(harness.log_of(&["executed"]).len(), JOBS);
}
