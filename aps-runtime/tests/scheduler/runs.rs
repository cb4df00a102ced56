//! Runs that are started by hand, looked at and cancelled.

use aps_runtime::prelude::*;
use aps_runtime::{ErrorKind, RunState};

use crate::blocking::Gate;
use crate::harness::{Harness, cron, hold, instant, once, release, succeed};

#[tokio::test]
async fn a_run_by_hand_leaves_the_schedule_and_the_pause_alone() {
    for paused in [false, true] {
        let harness = Harness::started("09:30").await;
        let job = harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).id("job").paused(paused);
        let before = job.await.unwrap();
        harness.scheduler.run_now("job").await.unwrap();
        harness.scheduler.at_rest().await;
        assert_eq!(harness.log(), ["added job", "submitted job 09:30:00", "executed job 09:30:00"]);
        let after = harness.scheduler.job("job").await.unwrap();
        assert_eq!(before.next_run_time(), after.next_run_time());
        assert_eq!(before.status(), after.status());
    }
}

#[tokio::test]
async fn a_run_by_hand_that_finds_no_place_is_an_error_and_told() {
    let harness = Harness::started("09:30").await;
    harness.scheduler.add_job(hold::job(), cron("0 * * * *")).id("by_hand").await.unwrap();
    harness.scheduler.run_now("by_hand").await.unwrap();
    let error = harness.scheduler.run_now("by_hand").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::MaxInstances);
    assert_eq!(
        error.to_string(),
        "job `by_hand` cannot be run now: 1 of its runs are under way, which is its `max_instances`"
    );
    // And it takes the place of one that comes due.
    harness.clock.set(instant("10:00"));
    harness.until_told("max_instances by_hand 10:00:00").await;
    release("by_hand");
    harness.scheduler.at_rest().await;
    assert_eq!(harness.log(), ["executed by_hand 09:30:00"]);
}

#[tokio::test]
async fn nothing_is_run_by_hand_when_the_scheduler_is_stopped_or_there_is_no_such_job() {
    let harness = Harness::at("09:30");
    harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).id("job").await.unwrap();
    assert_eq!(harness.scheduler.run_now("job").await.unwrap_err().kind(), ErrorKind::NotRunning);
    harness.scheduler.start().await.unwrap();
    assert_eq!(harness.scheduler.run_now("jbo").await.unwrap_err().kind(), ErrorKind::JobLookup);
    harness.scheduler.pause().unwrap();
    harness.scheduler.run_now("job").await.unwrap();
    harness.scheduler.at_rest().await;
    assert_eq!(harness.log_of(&["executed"]), ["executed job 09:30:00"]);
}

#[tokio::test]
async fn a_cancelled_async_run_ends_where_it_waits() {
    let harness = Harness::started("09:30").await;
    harness.scheduler.add_job(hold::job(), cron("0 * * * *")).id("cancelled").await.unwrap();
    harness.clock.set(instant("10:00"));
    harness.until_told("submitted cancelled 10:00:00").await;
    assert_eq!(harness.scheduler.cancel_runs("other"), 0);
    assert_eq!(harness.scheduler.cancel_runs("cancelled"), 1);
    harness.scheduler.at_rest().await;
    assert_eq!(harness.log(), ["error cancelled 10:00:00 the run was cancelled"]);
    release("cancelled");
    harness.jump_to("11:00").await;
    assert_eq!(harness.log_of(&["executed"]), ["executed cancelled 11:00:00"]);
}

/// With all that it had still to catch up on.
#[tokio::test]
async fn a_cancelled_plain_run_learns_of_it_and_its_outcome_is_what_it_returns() {
    static GATE: Gate = Gate::new();
    #[job]
    fn polite(ctx: JobContext) -> Result<(), String> {
        assert!(!ctx.is_cancelled());
        GATE.wait();
        if ctx.is_cancelled() { Err("I was told".into()) } else { Ok(()) }
    }
    let harness = Harness::started("09:30").await;
    harness.scheduler.add_job(polite::job(), cron("0 10,11 1 1 *")).id("job").coalesce(false).await.unwrap();
    harness.clock.set(instant("11:30"));
    GATE.reached().await;
    assert_eq!(harness.scheduler.cancel_runs("job"), 1);
    GATE.open();
    harness.scheduler.at_rest().await;
    assert_eq!(
        harness.log_of(&["executed", "error"]),
        ["error job 10:00:00 I was told", "error job 11:00:00 the run was cancelled"]
    );
}

#[tokio::test]
async fn what_was_cancelled_in_the_queue_never_begins() {
    static GATE: Gate = Gate::new();
    #[job]
    fn hold_the_thread() {
        GATE.wait();
    }
    let builder = Scheduler::builder().executor("one", ThreadPoolExecutor::new(1));
    let harness = Harness::new("09:30", builder);
    harness.scheduler.start().await.unwrap();
    for (id, time) in [("first", "10:00:00"), ("second", "10:00:01")] {
        harness.scheduler.add_job(hold_the_thread::job(), once(time)).id(id).executor("one").await.unwrap();
        harness.clock.set(instant(time));
        harness.until_told(&format!("submitted {id} {time}")).await;
    }
    GATE.reached().await;
    let states: Vec<_> = harness.scheduler.running().iter().map(|run| run.state).collect();
    assert_eq!(states, [RunState::Running, RunState::Queued]);
    assert_eq!(harness.scheduler.cancel_runs("second"), 1);
    GATE.open();
    harness.scheduler.at_rest().await;
    assert_eq!(
        harness.log_of(&["executed", "error"]),
        ["executed first 10:00:00", "error second 10:00:01 the run was cancelled"]
    );
}

/// What a job has spawned does not end with it, and can wait for its end.
#[tokio::test]
async fn what_a_run_has_spawned_learns_of_its_end() {
    static GATE: tokio::sync::Semaphore = tokio::sync::Semaphore::const_new(0);
    #[job]
    async fn parent(ctx: JobContext) {
        tokio::spawn(async move {
            ctx.cancelled().await;
            GATE.add_permits(1);
        });
        std::future::pending::<()>().await;
    }
    let harness = Harness::started("09:30").await;
    harness.scheduler.add_job(parent::job(), once("10:00")).id("parent").await.unwrap();
    harness.clock.set(instant("10:00"));
    harness.until_told("submitted parent 10:00:00").await;
    for _ in 0..10 {
        tokio::task::yield_now().await;
    }
    harness.scheduler.cancel_runs("parent");
    GATE.acquire().await.unwrap().forget();
}
