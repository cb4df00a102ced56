//! Runs that failed and are tried again.

use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use aps_runtime::prelude::*;
use aps_runtime::{ErrorKind, RunState};

use crate::harness::{Harness, cron, fail, hold, instant, once, panic_on_a_thread};

fn attempts(attempts: u32) -> Retry {
    Retry::attempts(NonZeroU32::new(attempts).unwrap()).delay(Duration::from_secs(10))
}

/// Fails at its first attempts.
#[job]
async fn third_time_lucky(ctx: JobContext) -> Result<(), String> {
    if ctx.attempt() < 3 { Err(format!("attempt {}", ctx.attempt())) } else { Ok(()) }
}

#[tokio::test]
async fn each_attempt_comes_after_a_longer_wait_until_one_succeeds() {
    let harness = Harness::started("09:30").await;
    harness
        .scheduler
        .add_job(third_time_lucky::job(), once("10:00"))
        .id("job")
        .retry(attempts(5))
        .await
        .unwrap();
    harness.run_until("10:30").await;
    assert_eq!(
        harness.log(),
        [
            "added job",
            "submitted job 10:00:00",
            "retrying job 10:00:00 attempt 2 at 10:00:10 attempt 1",
            "retrying job 10:00:00 attempt 3 at 10:00:30 attempt 2",
            "executed job 10:00:00",
            "removed job"
        ]
    );
}

#[tokio::test]
async fn after_the_last_attempt_the_last_error_is_the_outcome() {
    let harness = Harness::new("09:30", Scheduler::builder().retry(attempts(2)));
    harness.scheduler.start().await.unwrap();
    harness.scheduler.add_job(panic_on_a_thread::job(), once("10:00")).id("job").await.unwrap();
    harness.run_until("10:30").await;
    assert_eq!(
        harness.log_of(&["retrying", "error"]),
        [
            "retrying job 10:00:00 attempt 2 at 10:00:10 panicked: at the disco",
            "error job 10:00:00 panicked: at the disco"
        ]
    );
}

#[tokio::test]
async fn what_has_timed_out_is_tried_again_under_a_new_limit() {
    let harness = Harness::started("09:30").await;
    let job = harness.scheduler.add_job(hold::job(), once("10:00")).id("held_twice").retry(attempts(2));
    job.timeout(Duration::from_secs(30)).await.unwrap();
    harness.clock.set(instant("10:00"));
    harness.until_told("submitted held_twice 10:00:00").await;
    harness.clock.set(instant("10:00:30"));
    harness.scheduler.at_rest().await;
    harness.clock.set(instant("10:00:40"));
    while harness.scheduler.running()[0].state != RunState::Running {
        tokio::task::yield_now().await;
    }
    harness.clock.set(instant("10:01:10"));
    harness.scheduler.at_rest().await;
    assert_eq!(
        harness.log_of(&["retrying", "error"]),
        [
            "retrying held_twice 10:00:00 attempt 2 at 10:00:40 the run took longer than its timeout of 30s",
            "error held_twice 10:00:00 the run took longer than its timeout of 30s"
        ]
    );
}

/// A run that waits for its next attempt is not over.
#[tokio::test]
async fn a_wait_keeps_its_place_but_no_thread() {
    let builder = Scheduler::builder().executor("one", ThreadPoolExecutor::new(1));
    let harness = Harness::new("09:30", builder);
    harness.scheduler.start().await.unwrap();
    let every_minute = cron("0-1 10 * * *");
    let slow = attempts(2).delay(Duration::from_secs(90));
    let job = harness.scheduler.add_job(panic_on_a_thread::job(), every_minute).id("job").executor("one");
    job.retry(slow).await.unwrap();
    harness.jump_to("10:00").await;
    let running = harness.scheduler.running();
    assert_eq!((running.len(), running[0].state, running[0].attempt), (1, RunState::Retrying, 1));
    harness
        .scheduler
        .add_job(crate::harness::succeed_on_a_thread::job(), once("10:00:30"))
        .id("other")
        .executor("one")
        .await
        .unwrap();
    harness.run_until("10:01").await;
    assert_eq!(
        harness.log_of(&["executed", "max_instances", "error"]),
        ["executed other 10:00:30", "max_instances job 10:01:00"]
    );
    assert_eq!(harness.scheduler.run_now("job").await.unwrap_err().kind(), ErrorKind::MaxInstances);
    harness.run_until("10:02").await;
    assert_eq!(harness.log(), ["max_instances job 10:01:00", "error job 10:00:00 panicked: at the disco"]);
}

/// Attempts and due times of one submission come one after the other.
#[tokio::test]
async fn catching_up_goes_on_after_the_attempts_of_each_time() {
    let harness = Harness::started("09:30").await;
    let job = harness.scheduler.add_job(fail::job(), cron("0 10,11 1 1 *")).id("job").coalesce(false);
    job.retry(attempts(2)).await.unwrap();
    harness.clock.set(instant("11:30"));
    harness.scheduler.at_rest().await;
    harness.run_until("11:45").await;
    assert_eq!(
        harness.log_of(&["retrying", "error"]),
        [
            "retrying job 10:00:00 attempt 2 at 11:30:10 no paper",
            "error job 10:00:00 no paper",
            "retrying job 11:00:00 attempt 2 at 11:30:20 no paper",
            "error job 11:00:00 no paper"
        ]
    );
}

#[tokio::test]
async fn a_shutdown_ends_the_wait_with_the_last_error() {
    let harness = Harness::started("09:30").await;
    harness.scheduler.add_job(fail::job(), once("10:00")).id("job").retry(attempts(5)).await.unwrap();
    harness.run_until("10:00:09").await;
    harness.scheduler.shutdown(Wait::ForJobs).await.unwrap();
    assert_eq!(
        harness.log_of(&["error", "removed", "shut"]),
        ["error job 10:00:00 no paper", "removed job", "shut down"]
    );
    assert!(harness.scheduler.running().is_empty());
}

#[tokio::test]
async fn cancelling_ends_the_wait() {
    let harness = Harness::started("09:30").await;
    harness.scheduler.add_job(fail::job(), once("10:00")).id("job").retry(attempts(5)).await.unwrap();
    harness.run_until("10:00:09").await;
    assert_eq!(harness.scheduler.cancel_runs("job"), 1);
    assert_eq!(harness.scheduler.cancel_runs("job"), 0);
    assert_eq!(harness.log_of(&["error"]), ["error job 10:00:00 the run was cancelled"]);
    harness.run_until("10:30").await;
    assert_eq!(harness.log(), [""; 0]);
}

#[tokio::test]
async fn a_paused_scheduler_tries_nothing_again_until_it_is_resumed() {
    let harness = Harness::started("09:30").await;
    harness
        .scheduler
        .add_job(third_time_lucky::job(), once("10:00"))
        .id("job")
        .retry(attempts(5))
        .await
        .unwrap();
    harness.run_until("10:00").await;
    harness.scheduler.pause().unwrap();
    harness.run_until("10:30").await;
    assert_eq!(harness.log_of(&["retrying", "executed"]).len(), 1);
    harness.scheduler.resume().unwrap();
    harness.run_until("10:45").await;
    assert_eq!(harness.log_of(&["executed"]), ["executed job 10:00:00"]);
}

/// What failed for its arguments would fail again.
#[tokio::test]
async fn what_could_not_be_called_is_not_tried_again() {
    static CALLS: AtomicU32 = AtomicU32::new(0);
    #[job(name = "takes_a_number")]
    fn count(number: u32) {
        CALLS.fetch_add(number, Ordering::SeqCst);
    }
    let harness = Harness::started("09:30").await;
    let call = aps_runtime::JobCall::new(count::NAME, &("no number".to_owned(),));
    harness.scheduler.add_job(call, once("10:00")).id("job").retry(attempts(3)).await.unwrap();
    harness.run_until("10:30").await;
    assert_eq!(harness.log_of(&["retrying", "error"]).len(), 1);
    assert_eq!(CALLS.load(Ordering::SeqCst), 0);
}
