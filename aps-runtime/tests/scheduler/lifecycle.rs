use std::time::Duration;

use aps_runtime::prelude::*;
use aps_runtime::{ErrorKind, RunInfo, ThreadPoolExecutor};

use crate::blocking::Gate;
use crate::harness::{Harness, cron, hold, instant, once, release, succeed, succeed_on_a_thread};

#[tokio::test]
async fn the_states_and_their_errors_are_apschedulers() {
    let harness = Harness::at("09:30");
    let scheduler = &harness.scheduler;
    assert_eq!(scheduler.state(), SchedulerState::Stopped);
    assert_eq!(scheduler.pause().unwrap_err().kind(), ErrorKind::NotRunning);
    assert_eq!(scheduler.shutdown(Wait::No).await.unwrap_err().kind(), ErrorKind::NotRunning);
    scheduler.start().await.unwrap();
    assert_eq!(scheduler.start().await.unwrap_err().kind(), ErrorKind::AlreadyRunning);
    scheduler.pause().unwrap();
    scheduler.pause().unwrap();
    assert_eq!(scheduler.state(), SchedulerState::Paused);
    scheduler.resume().unwrap();
    scheduler.shutdown(Wait::ForJobs).await.unwrap();
    assert_eq!(harness.log(), ["started", "paused", "resumed", "shut down"]);
}

#[tokio::test]
async fn a_paused_scheduler_catches_up_when_it_is_resumed() {
    let harness = Harness::at("09:30");
    harness.scheduler.start_paused().await.unwrap();
    harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).id("hourly").await.unwrap();
    harness.jump_to("11:30").await;
    assert_eq!(harness.log(), ["started", "added hourly"]);
    harness.scheduler.resume().unwrap();
    harness.scheduler.at_rest().await;
    assert_eq!(
        harness.log(),
        ["resumed", "coalesced hourly 10:00:00", "submitted hourly 11:00:00", "executed hourly 11:00:00"]
    );
}

#[tokio::test]
async fn shutdown_waits_for_runs_if_it_is_told_to() {
    let harness = Harness::started("09:30").await;
    harness.scheduler.add_job(hold::job(), once("10:00")).id("waited_for").await.unwrap();
    harness.clock.set(instant("10:00"));
    while harness.log_of(&["submitted"]).is_empty() {
        tokio::task::yield_now().await;
    }
    let shutdown = tokio::spawn({
        let scheduler = harness.scheduler.clone();
        async move { scheduler.shutdown(Wait::ForJobs).await }
    });
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    assert!(!shutdown.is_finished());
    release("waited_for");
    shutdown.await.unwrap().unwrap();
    assert_eq!(harness.log(), ["executed waited_for 10:00:00", "removed waited_for", "shut down"]);
}

#[tokio::test]
async fn shutdown_waits_no_longer_than_it_is_told_to() {
    let harness = Harness::started("09:30").await;
    harness.scheduler.add_job(hold::job(), once("10:00")).id("too_long").await.unwrap();
    harness.clock.set(instant("10:00"));
    while harness.log_of(&["submitted"]).is_empty() {
        tokio::task::yield_now().await;
    }
    let shutdown = tokio::spawn({
        let scheduler = harness.scheduler.clone();
        async move { scheduler.shutdown(Wait::AtMost(Duration::from_secs(30))).await }
    });
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    assert!(!shutdown.is_finished());
    harness.clock.set(instant("10:00:30"));
    let left = shutdown.await.unwrap().unwrap();
    assert_eq!(
        harness.log(),
        ["error too_long 10:00:00 the run was cancelled", "removed too_long", "shut down"]
    );
    assert_eq!(
        left.to_string(),
        "runs cancelled: 1 (`too_long` of 2026-01-01 10:00:00 UTC); still running: 0"
    );
}

#[tokio::test]
async fn after_a_shutdown_nothing_starts_until_the_next_start() {
    let harness = Harness::started("09:30").await;
    harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).id("task").await.unwrap();
    harness.scheduler.add_job(succeed_on_a_thread::job(), cron("0 * * * *")).id("thread").await.unwrap();
    harness.run_until("10:30").await;
    harness.scheduler.shutdown(Wait::ForJobs).await.unwrap();
    assert_eq!(harness.log_of(&["executed"]).len(), 2);
    harness.run_until("12:30").await;
    assert!(harness.log().is_empty());
    harness.scheduler.start().await.unwrap();
    harness.run_until("13:30").await;
    let mut executed = harness.log_of(&["executed"]);
    executed.sort();
    assert_eq!(
        executed,
        [
            "executed task 12:00:00",
            "executed task 13:00:00",
            "executed thread 12:00:00",
            "executed thread 13:00:00"
        ]
    );
}

#[tokio::test]
async fn run_serves_until_somebody_shuts_down() {
    let harness = Harness::at("09:30");
    let run = tokio::spawn({
        let scheduler = harness.scheduler.clone();
        async move { scheduler.run().await }
    });
    while harness.scheduler.state() != SchedulerState::Running {
        tokio::task::yield_now().await;
    }
    harness.scheduler.shutdown(Wait::ForJobs).await.unwrap();
    run.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_job_may_shut_its_scheduler_down() {
    #[job]
    async fn stop(ctx: JobContext) -> aps_runtime::Result<()> {
        ctx.scheduler().shutdown(Wait::No).await.map(drop)
    }
    let harness = Harness::started("09:30").await;
    harness.scheduler.add_job(stop::job(), once("10:00")).id("stop").await.unwrap();
    harness.clock.set(instant("10:00"));
    while harness.scheduler.state() != SchedulerState::Stopped {
        tokio::task::yield_now().await;
    }
    harness.scheduler.at_rest().await;
    assert!(harness.log().contains(&"shut down".to_owned()));
}

#[test]
fn starting_outside_a_runtime_is_an_error_that_says_so() {
    let harness = Harness::at("09:30");
    let mut start = Box::pin(harness.scheduler.start());
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let std::task::Poll::Ready(result) = start.as_mut().poll(&mut context) else { panic!("pending") };
    assert_eq!(result.unwrap_err().kind(), ErrorKind::NoRuntime);
    assert_eq!(harness.scheduler.state(), SchedulerState::Stopped);
}

/// What blocks a thread cannot be ended: it is told, and left.
#[tokio::test]
async fn a_plain_function_that_outlasts_a_shutdown_is_told_and_reported() {
    static GATE: Gate = Gate::new();
    #[job]
    fn stubborn(ctx: JobContext) {
        GATE.wait();
        assert!(ctx.is_cancelled());
    }
    let harness = Harness::started("09:30").await;
    harness.scheduler.add_job(stubborn::job(), once("10:00")).id("stubborn").await.unwrap();
    harness.clock.set(instant("10:00"));
    harness.until_told("submitted stubborn 10:00:00").await;
    GATE.reached().await;
    let left = harness.scheduler.shutdown(Wait::AtMost(Duration::ZERO)).await.unwrap();
    assert_eq!(left.cancelled, []);
    assert_eq!(left.still_running.len(), 1);
    assert_eq!(*left.still_running[0].job_id.as_str(), *"stubborn");
    assert_eq!(harness.log(), ["shut down"]);
    GATE.open();
    harness.scheduler.at_rest().await;
    assert_eq!(harness.log(), ["executed stubborn 10:00:00", "removed stubborn"]);
}

#[tokio::test]
async fn a_run_that_was_cancelled_before_its_turn_is_not_said_to_go_on() {
    static GATE: Gate = Gate::new();
    #[job]
    fn keep_the_thread() {
        GATE.wait();
    }
    let harness = Harness::new("09:30", Scheduler::builder().executor("one", ThreadPoolExecutor::new(1)));
    harness.scheduler.start().await.unwrap();
    for (id, time) in [("first", "10:00:00"), ("second", "10:00:01")] {
        harness.scheduler.add_job(keep_the_thread::job(), once(time)).id(id).executor("one").await.unwrap();
    }
    harness.clock.set(instant("10:00:01"));
    harness.until_told("submitted second 10:00:01").await;
    GATE.reached().await;
    let left = harness.scheduler.shutdown(Wait::AtMost(Duration::ZERO)).await.unwrap();
    let ids = |runs: &[RunInfo]| runs.iter().map(|run| run.job_id.to_string()).collect::<Vec<_>>();
    assert_eq!(ids(&left.cancelled), ["second"]);
    assert_eq!(ids(&left.still_running), ["first"]);
    GATE.open();
    harness.scheduler.at_rest().await;
    assert_eq!(
        harness.log_of(&["executed", "error"]),
        ["executed first 10:00:00", "error second 10:00:01 the run was cancelled"]
    );
}
