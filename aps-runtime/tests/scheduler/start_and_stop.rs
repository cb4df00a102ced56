//! Starts and shutdowns that overlap, are dropped, or meet a panic.

use std::error::Error as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use aps_runtime::prelude::*;
use aps_runtime::{
    BoxFuture, Clock, ErrorKind, Executor, ExecutorError, JobStatus, Registry, Rejected, Run, SystemClock,
};
use chrono::{DateTime, Utc};
use tokio::sync::Notify;

use crate::harness::{Harness, cron, hold, instant, once, release, succeed};
use crate::hooked::Hooked;

/// Only a failure waits so long.
async fn soon<F: Future>(future: F) -> F::Output {
    tokio::time::timeout(Duration::from_secs(60), future).await.expect("it hangs")
}

fn with_store(time: &str) -> (Harness, Hooked) {
    let store = Hooked::default();
    (Harness::new(time, Scheduler::builder().job_store("default", store.clone())), store)
}

async fn with_a_held_run(id: &str) -> Harness {
    let harness = Harness::started("09:30").await;
    harness.scheduler.add_job(hold::job(), once("10:00")).id(id).await.unwrap();
    harness.clock.set(instant("10:00"));
    while harness.log_of(&["submitted"]).is_empty() {
        tokio::task::yield_now().await;
    }
    harness
}

fn begin_and_drop(future: impl Future) {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    assert!(std::pin::pin!(future).poll(&mut context).is_pending());
}

async fn let_others_work() {
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_scheduler_that_shuts_down_cannot_be_started_until_it_is_down() {
    let harness = with_a_held_run("start_in_drain").await;
    let shutdown = tokio::spawn({
        let scheduler = harness.scheduler.clone();
        async move { scheduler.shutdown(Wait::ForJobs).await }
    });
    let_others_work().await;
    assert_eq!(harness.scheduler.state(), SchedulerState::ShuttingDown);
    assert_eq!(harness.scheduler.start().await.unwrap_err().kind(), ErrorKind::AlreadyRunning);
    release("start_in_drain");
    soon(shutdown).await.unwrap().unwrap();
    assert_eq!(harness.scheduler.state(), SchedulerState::Stopped);
    harness.scheduler.start().await.unwrap();
    harness.scheduler.add_job(succeed::job(), once("10:30")).id("after").await.unwrap();
    harness.run_until("10:30").await;
    assert_eq!(harness.log_of(&["executed after"]), ["executed after 10:30:00"]);
}

#[tokio::test]
async fn starts_and_shutdowns_at_the_same_time_leave_it_up_or_down_but_sound() {
    let (harness, store) = with_store("09:30");
    harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).id("job").await.unwrap();
    store.slow("add");
    for _ in 0..10 {
        let scheduler = &harness.scheduler;
        let _ = soon(async { tokio::join!(scheduler.start(), scheduler.shutdown(Wait::No)) }).await;
        let _ = soon(async { tokio::join!(scheduler.shutdown(Wait::No), scheduler.start()) }).await;
    }
    if harness.scheduler.state() == SchedulerState::Stopped {
        harness.scheduler.start().await.unwrap();
    }
    soon(harness.run_until("10:30")).await;
    assert_eq!(harness.log_of(&["executed", "error"]), ["executed job 10:00:00"]);
    soon(harness.scheduler.shutdown(Wait::ForJobs)).await.unwrap();
}

#[tokio::test]
async fn a_pause_during_the_start_is_an_error_and_not_forgotten() {
    let (harness, store) = with_store("09:30");
    harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).await.unwrap();
    store.slow("add");
    let (started, paused) = tokio::join!(harness.scheduler.start(), async { harness.scheduler.pause() });
    started.unwrap();
    assert_eq!(paused.unwrap_err().kind(), ErrorKind::NotRunning);
}

/// It is among the pending ones no more, and not in its store yet.
#[tokio::test]
async fn a_verb_waits_for_the_start_that_takes_its_job_to_the_store() {
    let (harness, store) = with_store("09:30");
    for id in ["paused", "removed", "taken"] {
        harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).id(id).await.unwrap();
    }
    let (begun, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (tell, wait) = (begun.clone(), go_on.clone());
    store.before_the_first("add", || async move {
        tell.notify_one();
        wait.notified().await;
    });
    let (one, other) = (&harness.scheduler, harness.scheduler.clone());
    let start = tokio::spawn(async move { other.start().await });
    begun.notified().await;
    let verbs = async {
        tokio::join!(
            one.pause_job("paused"),
            one.remove_job("removed").into_future(),
            one.add_job(succeed::job(), cron("0 * * * *")).id("taken").into_future(),
            one.jobs(),
        )
    };
    let mut verbs = std::pin::pin!(verbs);
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    assert!(verbs.as_mut().poll(&mut context).is_pending());
    go_on.notify_one();
    soon(start).await.unwrap().unwrap();
    let (paused, removed, added, jobs) = soon(verbs).await;
    paused.unwrap();
    removed.unwrap();
    assert_eq!(added.unwrap_err().kind(), ErrorKind::ConflictingId);
    assert!(jobs.unwrap().iter().all(|job| job.status() != JobStatus::Pending));
    harness.run_until("10:30").await;
    assert_eq!(harness.log_of(&["executed"]), ["executed taken 10:00:00"]);
}

#[tokio::test]
async fn a_start_that_nobody_waits_for_goes_on_to_its_end() {
    let (harness, store) = with_store("09:30");
    harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).id("job").await.unwrap();
    store.slow("add");
    begin_and_drop(harness.scheduler.start());
    while harness.scheduler.state() != SchedulerState::Running {
        tokio::task::yield_now().await;
    }
    assert_eq!(harness.scheduler.jobs().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_shutdown_that_nobody_waits_for_goes_on_to_its_end() {
    let harness = with_a_held_run("dropped_shutdown").await;
    begin_and_drop(harness.scheduler.shutdown(Wait::ForJobs));
    release("dropped_shutdown");
    while harness.scheduler.state() != SchedulerState::Stopped {
        tokio::task::yield_now().await;
    }
    assert!(harness.log().contains(&"shut down".to_owned()));
}

#[tokio::test]
async fn a_second_shutdown_waits_with_the_first_or_ends_its_wait() {
    for (wait, id) in [(Wait::ForJobs, "both_wait"), (Wait::No, "second_ends")] {
        let harness = with_a_held_run(id).await;
        let shutdown = |wait| {
            let scheduler = harness.scheduler.clone();
            tokio::spawn(async move { scheduler.shutdown(wait).await })
        };
        let first = shutdown(Wait::ForJobs);
        let_others_work().await;
        let second = shutdown(wait);
        let_others_work().await;
        assert_eq!(second.is_finished(), wait == Wait::No);
        release(id);
        soon(first).await.unwrap().unwrap();
        soon(second).await.unwrap().unwrap();
        harness.scheduler.at_rest().await;
    }
}

/// Else it would have no other run, and its outcome would be that the executor is gone.
#[tokio::test]
async fn what_is_claimed_when_a_shutdown_comes_still_runs() {
    let (harness, store) = with_store("09:30");
    harness.scheduler.start().await.unwrap();
    harness.scheduler.add_job(succeed::job(), once("10:00")).id("claimed").await.unwrap();
    let shutdown = Arc::new(std::sync::Mutex::new(None));
    let (scheduler, made) = (harness.scheduler.clone(), shutdown.clone());
    store.before_the_first("advanced", || async move {
        *made.lock().unwrap() = Some(tokio::spawn(async move { scheduler.shutdown(Wait::No).await }));
        let_others_work().await;
    });
    harness.clock.set(instant("10:00"));
    soon(harness.until_told("executed claimed 10:00:00")).await;
    let shutdown = shutdown.lock().unwrap().take().unwrap();
    soon(shutdown).await.unwrap().unwrap();
    assert_eq!(harness.scheduler.state(), SchedulerState::Stopped);
}

#[tokio::test]
async fn run_waits_for_a_start_that_is_under_way() {
    let (harness, store) = with_store("09:30");
    harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).await.unwrap();
    store.slow("add");
    let spawn = |run: bool| {
        let scheduler = harness.scheduler.clone();
        tokio::spawn(async move { if run { scheduler.run().await } else { scheduler.start().await } })
    };
    let (start, run) = (spawn(false), spawn(true));
    soon(start).await.unwrap().unwrap();
    let_others_work().await;
    assert!(!run.is_finished());
    harness.scheduler.shutdown(Wait::No).await.unwrap();
    soon(run).await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn run_ends_whenever_the_shutdown_comes() {
    for _ in 0..300 {
        let scheduler = Scheduler::builder().registry(Registry::empty()).build().unwrap();
        let run = tokio::spawn({
            let scheduler = scheduler.clone();
            async move { scheduler.run().await }
        });
        while scheduler.state() != SchedulerState::Running {
            std::hint::spin_loop();
        }
        soon(scheduler.shutdown(Wait::No)).await.unwrap();
        soon(run).await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn catching_up_ends_with_the_shutdown_and_the_rest_is_told() {
    let harness = Harness::started("09:30").await;
    harness.scheduler.add_job(hold::job(), cron("0 * * * *")).id("catch_up").coalesce(false).await.unwrap();
    harness.clock.set(instant("12:30"));
    while harness.log_of(&["submitted"]).is_empty() {
        tokio::task::yield_now().await;
    }
    let shutdown = tokio::spawn({
        let scheduler = harness.scheduler.clone();
        async move { scheduler.shutdown(Wait::ForJobs).await }
    });
    let_others_work().await;
    release("catch_up");
    soon(shutdown).await.unwrap().unwrap();
    assert_eq!(
        harness.log(),
        [
            "executed catch_up 10:00:00",
            "error catch_up 11:00:00 the run was dropped before it ended",
            "error catch_up 12:00:00 the run was dropped before it ended",
            "shut down"
        ]
    );
}

/// Pending jobs are those before the first start only: the stores are there now.
#[tokio::test]
async fn a_job_added_after_a_shutdown_goes_to_its_store() {
    let harness = Harness::started("09:30").await;
    harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).id("job").await.unwrap();
    harness.scheduler.shutdown(Wait::ForJobs).await.unwrap();
    let error = harness.scheduler.add_job(succeed::job(), once("10:30")).id("job").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConflictingId);
    harness.scheduler.add_job(succeed::job(), once("10:30")).id("late").await.unwrap();
    assert_eq!(harness.scheduler.jobs().await.unwrap().len(), 2);
    harness.scheduler.start().await.unwrap();
    harness.run_until("10:30").await;
    assert_eq!(harness.log_of(&["executed"]), ["executed job 10:00:00", "executed late 10:30:00"]);
}

/// Waking the scheduler must not make it ask a broken store all the time.
#[tokio::test]
async fn a_store_that_failed_is_left_alone_for_the_retry_interval() {
    let (harness, store) = with_store("09:30");
    harness.scheduler.start().await.unwrap();
    harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).id("job").await.unwrap();
    store.before(|name| Box::pin(async move { assert!(name != "advance", "a bad day") }));
    harness.jump_to("10:00").await;
    for _ in 0..5 {
        harness.scheduler.wakeup();
        harness.scheduler.at_rest().await;
    }
    assert_eq!(harness.log_of(&["store"]).len(), 1);
    harness.jump_to("10:00:10").await;
    assert_eq!(harness.log_of(&["store"]).len(), 1);
}

#[tokio::test]
async fn a_store_that_panics_is_a_store_that_failed() {
    let (harness, store) = with_store("09:30");
    harness.scheduler.start().await.unwrap();
    harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).id("job").await.unwrap();
    store.before_the_first("advance", || async { panic!("a bad day") });
    harness.run_until("10:30").await;
    assert_eq!(
        harness.log_of(&["store", "executed"]),
        ["store default failed: a bad day", "store default works again", "executed job 10:00:00"]
    );
    soon(harness.scheduler.shutdown(Wait::ForJobs)).await.unwrap();
}

/// Panics wherever it can.
#[derive(Debug)]
struct Panicking;

impl Executor for Panicking {
    fn start(&self) -> Result<(), ExecutorError> {
        Ok(())
    }
    fn submit(&self, _: Run) -> Result<(), Rejected> {
        panic!("a bad day")
    }
    fn shutdown(&self) {
        panic!("a bad night")
    }
}

#[tokio::test]
async fn an_executor_that_panics_costs_its_run_and_nothing_else() {
    let harness = Harness::new("09:30", Scheduler::builder().executor("bad", Panicking));
    harness.scheduler.start().await.unwrap();
    harness.scheduler.add_job(succeed::job(), once("10:00")).id("bad").executor("bad").await.unwrap();
    harness.scheduler.add_job(succeed::job(), once("10:01")).id("good").await.unwrap();
    soon(harness.run_until("10:30")).await;
    assert_eq!(
        harness.log_of(&["error", "executed"]),
        ["error bad 10:00:00 the run was dropped before it ended", "executed good 10:01:00"]
    );
    soon(harness.scheduler.shutdown(Wait::ForJobs)).await.unwrap();
}

/// Cannot start, once.
#[derive(Debug, Default)]
struct Unready(AtomicBool);

impl Executor for Unready {
    fn start(&self) -> Result<(), ExecutorError> {
        if self.0.swap(true, Ordering::SeqCst) { Ok(()) } else { Err("the engine is cold".into()) }
    }
    fn submit(&self, run: Run) -> Result<(), Rejected> {
        Err(Rejected::new(run, "not tried here"))
    }
    fn shutdown(&self) {}
}

#[tokio::test]
async fn an_executor_that_cannot_start_keeps_the_scheduler_from_starting_and_says_why() {
    let harness = Harness::new("09:30", Scheduler::builder().executor("cold", Unready::default()));
    let error = harness.scheduler.start().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Executor);
    assert_eq!(error.to_string(), "executor `cold` cannot start");
    assert_eq!(error.source().unwrap().to_string(), "the engine is cold");
    assert_eq!(harness.scheduler.state(), SchedulerState::Stopped);
    harness.scheduler.start().await.unwrap();
    harness.scheduler.shutdown(Wait::ForJobs).await.unwrap();
}

#[test]
fn a_runtime_without_a_timer_will_do() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let scheduler = Scheduler::builder().registry(Registry::empty()).build().unwrap();
    runtime.block_on(async {
        scheduler.start().await.unwrap();
        scheduler.shutdown(Wait::ForJobs).await.unwrap();
    });
}

/// As one that needs a timer the runtime does not have.
#[derive(Debug)]
struct Sleepless;

impl Clock for Sleepless {
    fn now(&self) -> DateTime<Utc> {
        SystemClock.now()
    }

    fn sleep_until(&self, _: DateTime<Utc>) -> BoxFuture<'_, ()> {
        panic!("no timer")
    }

    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }
    fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
        panic!("no timer")
    }
}

#[tokio::test]
async fn a_clock_that_cannot_wait_is_refused() {
    let scheduler = Scheduler::builder().registry(Registry::empty()).clock(Sleepless).build().unwrap();
    let error = scheduler.start().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NoRuntime);
}

#[test]
fn a_scheduler_outlives_its_runtime_and_may_be_started_in_another() {
    let harness = Harness::at("09:30");
    for time in ["10:00", "11:00"] {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            harness.scheduler.start().await.unwrap();
            harness.scheduler.add_job(succeed::job(), once(time)).id(time).await.unwrap();
            soon(harness.run_until(time)).await;
        });
        drop(runtime);
        assert_eq!(harness.scheduler.state(), SchedulerState::Stopped);
    }
    assert_eq!(harness.log_of(&["executed"]), ["executed 10:00 10:00:00", "executed 11:00 11:00:00"]);
}

#[test]
fn running_outside_a_runtime_or_blocking_inside_one_is_an_error_that_says_so() {
    let scheduler = Scheduler::builder().registry(Registry::empty()).build().unwrap();
    let mut run = Box::pin(scheduler.run());
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let std::task::Poll::Ready(result) = run.as_mut().poll(&mut context) else { panic!("pending") };
    assert_eq!(result.unwrap_err().kind(), ErrorKind::NoRuntime);

    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let error = runtime.block_on(async { scheduler.run_blocking() }).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::WouldBlock);
    assert!(error.to_string().contains("= help: write `run().await` here"), "{error}");
}

#[tokio::test]
#[should_panic(expected = "this scheduler does not go by this clock")]
async fn a_clock_that_is_not_the_schedulers_is_refused() {
    let clock = aps_runtime::testing::ManualClock::at(instant("2099-01-01T00:00:00Z"));
    let scheduler = Scheduler::builder().build().unwrap();
    scheduler.add_job(succeed::job(), cron("0 0 1 1 *")).await.unwrap();
    scheduler.start().await.unwrap();
    scheduler.run_clock_until(&clock, instant("2100-01-01T00:00:00Z")).await;
}
