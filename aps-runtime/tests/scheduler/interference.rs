//! Somebody interferes at the very moment at which it hurts most.

use std::num::NonZeroU32;
use std::pin::pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::task::{Context, Wake, Waker};
use std::time::Duration;

use aps_runtime::prelude::*;
use aps_runtime::{AnyTrigger, ErrorKind, JobStatus, RunState, Trigger};
use chrono::{DateTime, Utc};
use tokio::sync::Semaphore;

use crate::harness::{Harness, fail, hold, instant, once, release, succeed};
use crate::hooked::Hooked;

/// Does something of the test's at the instant at which a stream has an event.
struct AtOnce(Box<dyn Fn() + Send + Sync>);

impl Wake for AtOnce {
    fn wake(self: Arc<Self>) {
        (self.0)();
    }
}

async fn let_others_work() {
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
}

fn twice(delay: Duration) -> Retry {
    Retry::attempts(NonZeroU32::new(2).unwrap()).delay(delay)
}

#[tokio::test]
async fn a_run_that_is_cancelled_as_it_begins_to_wait_for_another_attempt_does_not_wait() {
    let harness = Harness::started("09:30").await;
    let mut retrying = harness.scheduler.events(EventMask::JOB_RETRYING);
    let scheduler = harness.scheduler.clone();
    let cancel = Waker::from(Arc::new(AtOnce(Box::new(move || {
        scheduler.cancel_runs("job");
    }))));
    assert!(pin!(retrying.next()).poll(&mut Context::from_waker(&cancel)).is_pending());
    let retry = twice(Duration::from_secs(60));
    harness.scheduler.add_job(fail::job(), once("10:00")).id("job").retry(retry).await.unwrap();
    harness.clock.set(instant("10:00"));
    harness.scheduler.at_rest().await;
    assert_eq!(harness.log_of(&["error"]), ["error job 10:00:00 the run was cancelled"]);
}

/// What is told at the timeout of a plain function wakes a reader, who cancels the run.
#[tokio::test]
async fn a_run_may_be_cancelled_while_it_is_told_to_be_overdue() {
    static GATE: crate::blocking::Gate = crate::blocking::Gate::new();
    #[job]
    fn slow(ctx: JobContext) {
        GATE.wait();
        assert!(ctx.is_cancelled());
    }
    let harness = Harness::started("09:30").await;
    let mut overdue = harness.scheduler.events(EventMask::JOB_OVERDUE);
    let scheduler = harness.scheduler.clone();
    let cancel =
        Waker::from(Arc::new(AtOnce(Box::new(move || assert_eq!(scheduler.cancel_runs("slow"), 1)))));
    assert!(pin!(overdue.next()).poll(&mut Context::from_waker(&cancel)).is_pending());
    let job = harness.scheduler.add_job(slow::job(), once("10:00")).id("slow");
    job.timeout(Duration::from_secs(30)).await.unwrap();
    harness.clock.set(instant("10:00"));
    GATE.reached().await;
    harness.clock.set(instant("10:00:30"));
    harness.until_told("overdue slow 10:00:00 attempt 1").await;
    GATE.open();
    harness.scheduler.at_rest().await;
    assert_eq!(
        harness.log_of(&["error"]),
        ["error slow 10:00:00 the run took longer than its timeout of 30s"]
    );
}

#[job]
async fn fail_when_released(ctx: JobContext) -> Result<(), String> {
    crate::harness::wait_for_release(ctx.job_id().as_str()).await;
    Err("no paper".into())
}

#[tokio::test]
async fn a_run_that_fails_after_the_clock_was_set_back_waits_for_its_next_attempt() {
    let harness = Harness::started("09:30").await;
    let retry = twice(Duration::from_secs(60));
    let job = harness.scheduler.add_job(fail_when_released::job(), once("10:00")).id("set_back");
    job.retry(retry).await.unwrap();
    harness.clock.set(instant("10:00"));
    harness.until_told("submitted set_back 10:00:00").await;
    let_others_work().await;
    harness.clock.jump(instant("09:00"));
    release("set_back");
    harness.until_told("retrying set_back 10:00:00 attempt 2 at 09:01:00 no paper").await;
    let_others_work().await;
    assert_eq!(harness.scheduler.running()[0].state, RunState::Retrying);
}

#[tokio::test]
async fn a_job_that_is_removed_while_it_is_to_be_run_now_does_not_run() {
    let store = Hooked::default();
    let harness = Harness::new("09:30", Scheduler::builder().job_store("default", store.clone()));
    harness.scheduler.start().await.unwrap();
    harness.scheduler.add_job(succeed::job(), once("10:00")).id("job").await.unwrap();
    harness.log();
    let scheduler = harness.scheduler.clone();
    store.before_the_first("read", move || async move { scheduler.remove_job("job").await.unwrap() });
    let error = harness.scheduler.run_now("job").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::JobLookup);
    harness.scheduler.at_rest().await;
    assert_eq!(harness.log(), ["removed job"]);
}

#[tokio::test]
async fn a_shutdown_waits_no_longer_than_it_was_told_to_though_nobody_awaits_it_any_more() {
    let harness = Harness::started("09:30").await;
    harness.scheduler.add_job(hold::job(), once("10:00")).id("held_too_long").await.unwrap();
    harness.clock.set(instant("10:00"));
    harness.until_told("submitted held_too_long 10:00:00").await;
    let_others_work().await;
    {
        let mut shutdown = pin!(harness.scheduler.shutdown(Wait::AtMost(Duration::from_secs(10))));
        assert!(shutdown.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    }
    let_others_work().await;
    harness.clock.set(instant("10:00:10"));
    let_others_work().await;
    assert_eq!(
        harness.log(),
        ["error held_too_long 10:00:00 the run was cancelled", "removed held_too_long", "shut down"]
    );
}

/// A listener may be slow, and somebody may have started the scheduler again meanwhile.
#[tokio::test]
async fn a_shutdown_that_waits_for_listeners_does_not_end_the_life_after_it() {
    let harness = Harness::started("09:30").await;
    let (done, is_done) = channel::<()>();
    let is_done = Mutex::new(is_done);
    // Goes on until the sender is dropped.
    harness.scheduler.add_listener(EventMask::SCHEDULER_SHUTDOWN, move |_| {
        is_done.lock().unwrap().recv().ok();
    });
    let scheduler = harness.scheduler.clone();
    let shutdown =
        tokio::spawn(async move { scheduler.shutdown(Wait::AtMost(Duration::from_secs(10))).await });
    let_others_work().await;
    harness.scheduler.start().await.unwrap();
    harness.scheduler.add_job(hold::job(), once("09:30")).id("next_life").await.unwrap();
    let_others_work().await;
    harness.clock.set(instant("09:30:10"));
    let_others_work().await;
    assert_eq!(harness.scheduler.running()[0].state, RunState::Running);
    assert!(shutdown.is_finished());
    drop(done);
}

/// A loop that a store holds up outlives its scheduler's shutdown.
#[tokio::test]
async fn a_loop_that_was_left_behind_takes_no_wake_up_from_its_successor() {
    let store = Hooked::default();
    let harness = Harness::new("09:30", Scheduler::builder().job_store("default", store.clone()));
    let stuck = Arc::new(Semaphore::new(0));
    let gate = stuck.clone();
    store.before_the_first("due", move || async move { drop(gate.acquire().await) });
    harness.scheduler.start().await.unwrap();
    let_others_work().await;
    harness.scheduler.shutdown(Wait::No).await.unwrap();
    harness.scheduler.start().await.unwrap();
    let_others_work().await;
    stuck.add_permits(1);
    let_others_work().await;
    for id in ["a", "b"] {
        harness.scheduler.add_job(succeed::job(), once("09:00")).id(id).await.unwrap();
        let_others_work().await;
    }
    assert_eq!(harness.log_of(&["executed"]), ["executed a 09:00:00", "executed b 09:00:00"]);
}

/// Runs at ten, and then loses its mind.
#[derive(Debug)]
struct Mad;

impl std::fmt::Display for Mad {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("mad")
    }
}

impl Trigger for Mad {
    fn next_fire_time(&self, previous: Option<DateTime<Utc>>, _: DateTime<Utc>) -> Option<DateTime<Utc>> {
        assert!(previous.is_none(), "mad");
        Some(instant("10:00"))
    }
}

#[tokio::test]
async fn a_trigger_that_panics_holds_up_no_other_job() {
    let harness = Harness::started("09:30").await;
    harness.scheduler.add_job(succeed::job(), AnyTrigger::custom(Mad)).id("mad").await.unwrap();
    harness.scheduler.add_job(succeed::job(), once("10:01")).id("sane").await.unwrap();
    harness.run_until("10:30").await;
    assert_eq!(
        harness.log_of(&["error", "executed"]),
        ["error mad 10:00:00 not started: its trigger panicked: mad", "executed sane 10:01:00"]
    );
    assert_eq!(harness.scheduler.job("mad").await.unwrap().status(), JobStatus::Paused);
}

/// The run asks for the time after its own.
#[tokio::test]
async fn a_run_goes_well_though_its_trigger_panics() {
    let harness = Harness::started("09:30").await;
    harness.scheduler.add_job(succeed::job(), AnyTrigger::custom(Mad)).id("mad").await.unwrap();
    harness.scheduler.run_now("mad").await.unwrap();
    harness.scheduler.at_rest().await;
    assert_eq!(harness.log_of(&["error", "executed"]), ["executed mad 09:30:00"]);
}

struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        panic!("dropped");
    }
}

#[tokio::test]
async fn a_shutdown_comes_to_its_end_though_what_a_closure_holds_panics() {
    let harness = Harness::started("09:30").await;
    let bomb = Bomb;
    let call = move || {
        let _held = &bomb;
        async { Err::<(), _>("no paper") }
    };
    let job = harness.scheduler.add_job(call, once("10:00")).id("bomb");
    job.retry(twice(Duration::from_secs(60))).await.unwrap();
    harness.clock.set(instant("10:00"));
    harness.until_told("retrying bomb 10:00:00 attempt 2 at 10:01:00 no paper").await;
    let_others_work().await;
    harness.scheduler.shutdown(Wait::ForJobs).await.unwrap();
    assert_eq!(harness.log(), ["error bomb 10:00:00 no paper", "removed bomb", "shut down"]);
}

/// A store may find due jobs by another rule than the one by which it names the next time.
#[tokio::test]
async fn a_store_that_contradicts_itself_does_not_keep_the_loop_busy() {
    let store = Hooked::default();
    let harness = Harness::new("09:30", Scheduler::builder().job_store("default", store.clone()));
    let looked = Arc::new(AtomicU32::new(0));
    let counter = looked.clone();
    store.before(move |name| {
        counter.fetch_add(u32::from(name == "due"), Ordering::SeqCst);
        Box::pin(async {})
    });
    store.hide_what_is_due();
    harness.scheduler.start().await.unwrap();
    harness.scheduler.add_job(succeed::job(), once("09:00")).id("job").await.unwrap();
    let_others_work().await;
    assert!(looked.load(Ordering::SeqCst) < 10);
}

/// What it says is due has always changed when it is to be started.
#[tokio::test]
async fn a_store_that_lets_nothing_start_does_not_keep_the_loop_busy() {
    let (store, asked) = (Hooked::default(), Arc::new(AtomicU32::new(0)));
    let harness = Harness::new("09:30", Scheduler::builder().job_store("default", store.clone()));
    store.before({
        let asked = asked.clone();
        move |name| {
            asked.fetch_add(u32::from(name == "due"), Ordering::SeqCst);
            Box::pin(async {})
        }
    });
    harness.scheduler.start().await.unwrap();
    harness.scheduler.add_job(succeed::job(), once("10:00")).id("job").await.unwrap();
    store.refuse_to_advance(true);
    harness.jump_to("10:00").await;
    let times = asked.load(Ordering::SeqCst);
    assert!((2..20).contains(&times), "{times}");
    harness.run_until("10:00:05").await;
    assert_eq!(asked.load(Ordering::SeqCst), times + 5);
    store.refuse_to_advance(false);
    harness.run_until("10:00:06").await;
    assert_eq!(harness.log_of(&["executed"]), ["executed job 10:00:00"]);
}
