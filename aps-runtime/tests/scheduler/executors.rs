use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use aps_runtime::prelude::*;
use aps_runtime::{ErrorKind, Executor, ExecutorError, Rejected, Run, TokioExecutor};
use tokio::sync::Semaphore;

use crate::harness::{Harness, instant, once, succeed, succeed_on_a_thread};

#[tokio::test]
async fn a_thread_pool_runs_as_many_jobs_at_once_as_it_has_threads() {
    static RUNNING: AtomicUsize = AtomicUsize::new(0);
    static MOST: AtomicUsize = AtomicUsize::new(0);
    static BOTH: (Mutex<usize>, Condvar) = (Mutex::new(0), Condvar::new());

    /// Ends when two runs have met.
    #[job]
    fn meet() {
        MOST.fetch_max(RUNNING.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        let (met, changed) = (&BOTH.0, &BOTH.1);
        let mut met = met.lock().unwrap();
        *met += 1;
        changed.notify_all();
        while *met < 2 {
            met = changed.wait(met).unwrap();
        }
        RUNNING.fetch_sub(1, Ordering::SeqCst);
    }

    let builder = Scheduler::builder().executor("two", ThreadPoolExecutor::new(2));
    let harness = Harness::new("09:30", builder);
    harness.scheduler.start().await.unwrap();
    for index in 0..20 {
        harness
            .scheduler
            .add_job(meet::job(), once("10:00"))
            .id(format!("{index}"))
            .executor("two")
            .await
            .unwrap();
    }
    harness.run_until("10:00").await;
    assert_eq!(harness.log_of(&["executed"]).len(), 20);
    assert_eq!(MOST.load(Ordering::SeqCst), 2);
}

/// A worker thread that has run a job tells its end here.
static ENDED: Semaphore = Semaphore::const_new(0);

struct TellsItsEnd;

impl Drop for TellsItsEnd {
    fn drop(&mut self) {
        ENDED.add_permits(1);
    }
}

/// The name of the thread.
#[job]
fn mark_the_thread() -> Json<Option<String>> {
    thread_local!(static MARK: TellsItsEnd = const { TellsItsEnd });
    MARK.with(|_| ());
    Json(std::thread::current().name().map(str::to_owned))
}

async fn one_thread_ends() {
    let ended = tokio::time::timeout(Duration::from_secs(60), ENDED.acquire());
    ended.await.expect("it goes on").unwrap().forget();
}

/// Otherwise each start of a scheduler would leave some behind.
#[tokio::test]
async fn threads_end_that_are_idle_for_long_or_when_the_pool_is_shut_down() {
    let impatient = ThreadPoolExecutor::new(1).name("brief").idle_timeout(Duration::from_millis(1));
    let builder =
        Scheduler::builder().executor("brief", impatient).executor("long", ThreadPoolExecutor::new(1));
    let harness = Harness::new("09:30", builder);
    let mut results = harness.scheduler.events(EventMask::JOB_EXECUTED);
    harness.scheduler.start().await.unwrap();
    let mut run_on = async |executor| {
        harness.scheduler.add_job(mark_the_thread::job(), Now).executor(executor).await.unwrap();
        harness.scheduler.at_rest().await;
        match results.next().await {
            Some(Ok(Event::JobExecuted { result: Some(name), .. })) => name.as_str().unwrap().to_owned(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(run_on("brief").await, "aps-brief-1");
    one_thread_ends().await;
    assert_eq!(run_on("brief").await, "aps-brief-2", "the pool goes on");
    one_thread_ends().await;
    assert_eq!(run_on("long").await, "aps-worker-1");
    assert_eq!(run_on("long").await, "aps-worker-1");
    assert_eq!(ENDED.available_permits(), 0);
    harness.scheduler.shutdown(Wait::ForJobs).await.unwrap();
    one_thread_ends().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tokio_executor_with_a_limit_runs_both_kinds_in_order() {
    let limited = TokioExecutor::new().max_concurrency(1).max_queue(2);
    let harness = Harness::new("09:30", Scheduler::builder().executor("one", limited));
    harness.scheduler.start().await.unwrap();
    let most_in_hand = Arc::new(AtomicUsize::new(0));
    harness.scheduler.add_listener(EventMask::JOB_EXECUTED, {
        let (most, scheduler) = (most_in_hand.clone(), harness.scheduler.clone());
        move |_| {
            most.fetch_max(scheduler.running().len(), Ordering::SeqCst);
        }
    });
    let ids: Vec<_> = (0..40).map(|number| format!("{number:02}")).collect();
    for (id, call) in ids.iter().zip([succeed::job(), succeed_on_a_thread::job()].iter().cycle()) {
        harness.scheduler.add_job(call.clone(), once("10:00")).id(id.clone()).executor("one").await.unwrap();
    }
    harness.run_until("10:00").await;
    let executed: Vec<_> = ids.iter().map(|id| format!("executed {id} 10:00:00")).collect();
    assert_eq!(harness.log_of(&["executed"]), executed);
    assert!(most_in_hand.load(Ordering::SeqCst) <= 3, "{most_in_hand:?}");
}

#[test]
fn what_no_pool_can_be_made_of_is_told_when_the_scheduler_is_built() {
    let of_threads = Scheduler::builder().executor("none", ThreadPoolExecutor::new(0));
    let named = Scheduler::builder().executor("none", ThreadPoolExecutor::new(1).name("a\0b"));
    let of_tasks = Scheduler::builder().executor("none", TokioExecutor::new().max_concurrency(0));
    let texts = [
        "a pool of 0 threads would run nothing
  = help: `ThreadPoolExecutor::new(10)` has as many as APScheduler's by default",
        "a `max_concurrency` of 0 would let nothing run
  = help: leave it out for no limit",
        "`a\\0b` cannot be the name of threads",
    ];
    for (builder, text) in [of_threads, of_tasks, named].into_iter().zip(texts) {
        let error = builder.build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidOption);
        assert_eq!(error.to_string(), format!("executor `none`: {text}"));
    }
}

#[tokio::test]
async fn the_scheduler_has_an_executor_for_jobs_that_name_none() {
    let with = |alias: &str| {
        let builder = Scheduler::builder().executor("threads", ThreadPoolExecutor::new(1));
        builder.default_executor(alias).build()
    };
    let scheduler = with("threads").unwrap();
    assert_eq!(scheduler.add_job(succeed::job(), once("10:00")).await.unwrap().executor(), "threads");
    let error = with("thread").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnknownExecutor);
    let text = "`default_executor`: no executor is called `thread`; there is `threads`, `default`";
    assert_eq!(error.to_string(), text);
}

#[tokio::test]
async fn an_async_job_on_a_thread_may_use_tokio() {
    #[job]
    async fn spawn() {
        assert_eq!(tokio::spawn(async { 7 }).await.unwrap(), 7);
    }
    let builder = Scheduler::builder().executor("threads", ThreadPoolExecutor::new(1));
    let harness = Harness::new("09:30", builder);
    harness.scheduler.start().await.unwrap();
    harness.scheduler.add_job(spawn::job(), once("10:00")).id("spawn").executor("threads").await.unwrap();
    harness.run_until("10:00").await;
    assert_eq!(harness.log_of(&["executed", "error"]), ["executed spawn 10:00:00"]);
}

#[tokio::test]
async fn a_plain_job_on_a_thread_may_have_a_runtime_of_its_own() {
    #[job]
    fn own_runtime() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        assert_eq!(runtime.block_on(async { 7 }), 7);
    }
    let harness = Harness::started("09:30").await;
    harness.scheduler.add_job(own_runtime::job(), once("10:00")).id("own").await.unwrap();
    harness.run_until("10:00").await;
    assert_eq!(harness.log_of(&["executed", "error"]), ["executed own 10:00:00"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plain_job_on_a_thread_reaches_the_scheduler() {
    #[job]
    fn add_another(ctx: JobContext) -> aps_runtime::Result<()> {
        let now = DateTrigger::at(ctx.scheduled_run_time());
        let adding = ctx.scheduler().add_job(succeed::job(), now).id("another").into_future();
        tokio::runtime::Handle::current().block_on(adding).map(drop)
    }
    let harness = Harness::started("09:30").await;
    harness.scheduler.add_job(add_another::job(), once("10:00")).id("first").await.unwrap();
    harness.run_until("10:00").await;
    let mut told = harness.log_of(&["executed"]);
    told.sort();
    assert_eq!(told, ["executed another 10:00:00", "executed first 10:00:00"]);
}

#[tokio::test]
async fn queued_runs_that_wait_too_long_are_missed() {
    static GATE: (Mutex<bool>, Condvar) = (Mutex::new(false), Condvar::new());
    #[job]
    fn wait_for_the_gate() {
        drop(GATE.1.wait_while(GATE.0.lock().unwrap(), |open| !*open).unwrap());
    }
    let builder = Scheduler::builder().executor("one", ThreadPoolExecutor::new(1));
    let harness = Harness::new("09:30", builder);
    harness.scheduler.start().await.unwrap();
    for (id, time) in [("first", "10:00:00"), ("second", "10:00:01")] {
        let job = harness.scheduler.add_job(wait_for_the_gate::job(), once(time)).id(id).executor("one");
        job.misfire_grace_time(std::time::Duration::from_secs(5)).await.unwrap();
    }
    for (time, told) in [("10:00:00", "submitted first 10:00:00"), ("10:00:01", "submitted second 10:00:01")]
    {
        harness.clock.set(instant(time));
        while !harness.log().contains(&told.to_owned()) {
            tokio::task::yield_now().await;
        }
    }
    harness.clock.set(instant("10:01"));
    *GATE.0.lock().unwrap() = true;
    GATE.1.notify_all();
    harness.scheduler.at_rest().await;
    // The first may have begun before the clock went on, or after.
    let told = harness.log_of(&["executed", "missed"]);
    assert_eq!(told.len(), 2);
    assert_eq!(told[1], "missed second 10:00:01");
}

/// Takes nothing.
#[derive(Debug)]
struct Full;

impl Executor for Full {
    fn start(&self) -> Result<(), ExecutorError> {
        Ok(())
    }
    fn submit(&self, run: Run) -> Result<(), Rejected> {
        Err(Rejected::new(run, "there is no room"))
    }
    fn shutdown(&self) {}
}

/// Takes everything and does nothing.
#[derive(Debug)]
struct Forgetful;

impl Executor for Forgetful {
    fn start(&self) -> Result<(), ExecutorError> {
        Ok(())
    }
    fn submit(&self, run: Run) -> Result<(), Rejected> {
        drop(run);
        Ok(())
    }
    fn shutdown(&self) {}
}

#[tokio::test]
async fn not_even_a_bad_executor_can_lose_a_run_in_silence() {
    let builder = Scheduler::builder().executor("full", Full).executor("forgetful", Forgetful);
    let harness = Harness::new("09:30", builder);
    harness.scheduler.start().await.unwrap();
    for executor in ["forgetful", "full"] {
        harness
            .scheduler
            .add_job(succeed::job(), once("10:00"))
            .id(executor)
            .executor(executor)
            .await
            .unwrap();
    }
    harness.run_until("10:00").await;
    assert_eq!(
        harness.log_of(&["error"]),
        [
            "error full 10:00:00 not started: there is no room",
            "error forgetful 10:00:00 the run was dropped before it ended",
        ]
    );
    assert!(harness.scheduler.jobs().await.unwrap().is_empty());
}
