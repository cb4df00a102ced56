//! Attempts that take longer than they may.

use std::time::Duration;

use aps_runtime::prelude::*;
use aps_runtime::{ErrorKind, JobErrorKind};
use chrono::TimeDelta;

use crate::blocking::Gate;
use crate::harness::{Harness, cron, hold, instant, once, release, succeed};

const LIMIT: Duration = Duration::from_secs(30);

#[tokio::test]
async fn an_async_function_is_ended_at_its_timeout() {
    let harness = Harness::started("09:30").await;
    harness.scheduler.add_job(hold::job(), once("10:00")).id("endless").timeout(LIMIT).await.unwrap();
    harness.clock.set(instant("10:00"));
    harness.until_told("submitted endless 10:00:00").await;
    harness.clock.set(instant("10:00:30"));
    harness.scheduler.at_rest().await;
    assert_eq!(
        harness.log(),
        ["error endless 10:00:00 the run took longer than its timeout of 30s", "removed endless"]
    );
    harness.jump_to("10:30").await;
    assert_eq!(harness.log(), [""; 0]);
}

#[tokio::test]
async fn a_job_may_have_no_timeout_though_there_is_a_default() {
    let harness = Harness::new("09:30", Scheduler::builder().timeout(LIMIT));
    harness.scheduler.start().await.unwrap();
    let job = harness.scheduler.add_job(hold::job(), once("10:00")).id("patient").no_timeout().await.unwrap();
    assert_eq!(job.timeout(), None);
    harness.clock.set(instant("10:00"));
    harness.until_told("submitted patient 10:00:00").await;
    harness.clock.set(instant("10:30"));
    release("patient");
    harness.scheduler.at_rest().await;
    assert_eq!(harness.log(), ["executed patient 10:00:00", "removed patient"]);
}

#[tokio::test]
async fn what_ends_in_time_is_left_alone() {
    let builder = Scheduler::builder().timeout(LIMIT);
    let harness = Harness::new("09:30", builder);
    harness.scheduler.start().await.unwrap();
    harness.scheduler.add_job(hold::job(), cron("0 * * * *")).id("in_time").await.unwrap();
    harness.clock.set(instant("10:00"));
    harness.until_told("submitted in_time 10:00:00").await;
    harness.clock.set(instant("10:00:29"));
    release("in_time");
    harness.scheduler.at_rest().await;
    harness.jump_to("10:30").await;
    assert_eq!(harness.log(), ["executed in_time 10:00:00"]);
}

/// The machine's clock is set an hour forward: for the run, no time has passed.
#[tokio::test]
async fn a_clock_that_is_set_forward_times_nothing_out() {
    let harness = Harness::started("09:30").await;
    harness.scheduler.add_job(hold::job(), once("10:00")).id("untouched").timeout(LIMIT).await.unwrap();
    harness.clock.set(instant("10:00"));
    harness.until_told("submitted untouched 10:00:00").await;
    harness.clock.jump(instant("11:00"));
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    assert_eq!(harness.log(), [""; 0]);
    harness.clock.advance(TimeDelta::seconds(29));
    release("untouched");
    harness.scheduler.at_rest().await;
    assert_eq!(harness.log_of(&["executed", "error"]), ["executed untouched 10:00:00"]);
}

/// It cannot be stopped: it is told, everybody is told, and whatever it returns is too late.
#[tokio::test]
async fn a_plain_function_is_overdue_until_it_returns() {
    static GATE: Gate = Gate::new();
    #[job]
    fn slow(ctx: JobContext) {
        assert_eq!(ctx.deadline(), Some(instant("10:00:30")));
        GATE.wait();
        assert!(ctx.is_cancelled());
    }
    for executor in ["default", "tokio"] {
        let builder = Scheduler::builder().executor("tokio", aps_runtime::TokioExecutor::new());
        let harness = Harness::new("09:30", builder);
        harness.scheduler.start().await.unwrap();
        let job = harness.scheduler.add_job(slow::job(), once("10:00")).id("slow").executor(executor);
        job.timeout(LIMIT).await.unwrap();
        harness.clock.set(instant("10:00"));
        GATE.reached().await;
        harness.clock.set(instant("10:00:30"));
        harness.until_told("overdue slow 10:00:00 attempt 1").await;
        assert_eq!(harness.scheduler.running().len(), 1);
        GATE.open();
        harness.scheduler.at_rest().await;
        assert_eq!(
            harness.log(),
            ["error slow 10:00:00 the run took longer than its timeout of 30s", "removed slow"]
        );
    }
}

/// It is not dropped before it waits for something. Whoever yields in time is not told of.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_async_function_that_blocks_its_thread_is_overdue_until_it_waits() {
    static GATE: Gate = Gate::new();
    #[job]
    async fn block() {
        GATE.wait();
        std::future::pending::<()>().await;
    }
    const OUTCOME: &str = "error blocks 10:00:00 the run took longer than its timeout of 30s";
    for executor in ["default", "threads"] {
        let builder = Scheduler::builder().executor("threads", ThreadPoolExecutor::new(1));
        let harness = Harness::new("09:30", builder);
        harness.scheduler.start().await.unwrap();
        let job = harness.scheduler.add_job(block::job(), once("10:00")).id("blocks").executor(executor);
        job.timeout(LIMIT).await.unwrap();
        harness.clock.set(instant("10:00"));
        GATE.reached().await;
        harness.clock.set(instant("10:00:30"));
        while harness.log_of(&["overdue"]) != ["overdue blocks 10:00:00 attempt 1"] {
            harness.clock.advance(TimeDelta::seconds(1));
            tokio::task::yield_now().await;
        }
        assert_eq!(harness.scheduler.running().len(), 1);
        GATE.open();
        harness.scheduler.at_rest().await;
        assert_eq!(harness.log_of(&["overdue", "executed", "error"]), [OUTCOME]);
    }
}

#[tokio::test]
async fn a_timeout_of_nothing_is_refused() {
    let harness = Harness::at("09:30");
    let job = harness.scheduler.add_job(succeed::job(), once("10:00")).timeout(Duration::ZERO);
    assert_eq!(job.await.unwrap_err().kind(), ErrorKind::InvalidOption);
    let error = Scheduler::builder().timeout(Duration::ZERO).build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidOption);
}

/// Dropped by the timeout, it panics: that ends neither the scheduler nor the run's report.
#[tokio::test]
async fn a_run_that_panics_when_it_is_dropped_has_timed_out_all_the_same() {
    struct Bomb;
    impl Drop for Bomb {
        fn drop(&mut self) {
            panic!("at the disco");
        }
    }
    #[job]
    async fn explode() {
        let _bomb = Bomb;
        std::future::pending::<()>().await;
    }
    let harness = Harness::started("09:30").await;
    harness.scheduler.add_job(explode::job(), once("10:00")).id("bomb").timeout(LIMIT).await.unwrap();
    harness.clock.set(instant("10:00"));
    harness.until_told("submitted bomb 10:00:00").await;
    let kinds = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    harness.scheduler.add_listener(EventMask::JOB_ERROR, {
        let kinds = kinds.clone();
        move |event| {
            if let Event::JobError { error, .. } = event {
                kinds.lock().unwrap().push(error.kind());
            }
        }
    });
    harness.clock.set(instant("10:00:30"));
    harness.scheduler.at_rest().await;
    assert_eq!(*kinds.lock().unwrap(), [JobErrorKind::TimedOut]);
}
