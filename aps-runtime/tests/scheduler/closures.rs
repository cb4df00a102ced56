//! Closures and plain functions as jobs.

use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use aps_runtime::ErrorKind;
use aps_runtime::prelude::*;

use crate::harness::{Harness, cron, once, succeed};
use crate::hooked::Hooked;

fn tidy_up() {}

async fn look_after(ctx: JobContext) -> Result<(), String> {
    Err(format!("{} has nothing to look after", ctx.job_id()))
}

#[tokio::test]
async fn functions_and_closures_of_all_kinds_are_jobs() {
    let harness = Harness::started("09:30").await;
    let seen = Arc::new(Mutex::new(Vec::new()));
    let note = |text: &'static str| {
        let seen = seen.clone();
        move || seen.lock().unwrap().push(text)
    };
    let note_async = note("async");
    let scheduler = &harness.scheduler;
    scheduler.add_job(tidy_up, once("10:00")).id("1-function").await.unwrap();
    scheduler.add_job(look_after, once("10:01")).id("2-async-function").await.unwrap();
    scheduler.add_job(note("blocking"), once("10:02")).id("3-closure").await.unwrap();
    let call = move || {
        note_async();
        async {}
    };
    scheduler.add_job(call, once("10:03")).id("4-async-closure").await.unwrap();
    let call = |ctx: JobContext| Err::<(), _>(ctx.job_id().to_string());
    scheduler.add_job(call, once("10:04")).id("5-with-context").await.unwrap();
    harness.run_until("10:10").await;
    assert_eq!(
        harness.log_of(&["executed", "error"]),
        [
            "executed 1-function 10:00:00",
            "error 2-async-function 10:01:00 2-async-function has nothing to look after",
            "executed 3-closure 10:02:00",
            "executed 4-async-closure 10:03:00",
            "error 5-with-context 10:04:00 5-with-context",
        ]
    );
    assert_eq!(*seen.lock().unwrap(), ["blocking", "async"]);
}

#[tokio::test]
async fn a_closure_is_called_again_and_again_and_its_panic_is_contained() {
    let harness = Harness::started("09:30").await;
    let count = Arc::new(AtomicU32::new(0));
    let call = {
        let count = count.clone();
        move || {
            assert!(count.fetch_add(1, Ordering::SeqCst) != 1, "the second time");
        }
    };
    harness.scheduler.add_job(call, cron("0 * * * *")).id("count").await.unwrap();
    harness.run_until("12:00").await;
    assert_eq!(
        harness.log_of(&["executed", "error"]),
        [
            "executed count 10:00:00",
            "error count 11:00:00 panicked: the second time",
            "executed count 12:00:00"
        ]
    );
    assert_eq!(count.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn what_a_closure_holds_is_let_go_with_its_job() {
    let harness = Harness::started("09:30").await;
    let held = Arc::new(());
    let call = {
        let held = held.clone();
        move || drop(held.clone())
    };
    let job = harness.scheduler.add_job(call, cron("0 * * * *")).await.unwrap();
    harness.run_until("10:00").await;
    job.remove().await.unwrap();
    drop(job);
    // The thread lets go a moment after it has told that the run has ended.
    while Arc::strong_count(&held) > 1 {
        tokio::task::yield_now().await;
    }
}

/// What a closure captures may use the scheduler when it is dropped.
struct Asks(Scheduler, Arc<AtomicUsize>);

impl Drop for Asks {
    fn drop(&mut self) {
        // This takes the locks of the pending jobs and of the store.
        let other = self.0.add_job(|| (), cron("0 * * * *")).id("other").replace_existing(true);
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        assert!(std::pin::pin!(other.into_future()).poll(&mut context).is_ready());
        self.1.fetch_add(1, Ordering::SeqCst);
    }
}

/// On a plain thread, where the verbs may block.
#[test]
fn what_a_closure_holds_may_use_the_scheduler_when_it_is_dropped() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for started in [false, true] {
        let harness = Harness::at("09:30");
        if started {
            runtime.block_on(harness.scheduler.start()).unwrap();
        }
        let dropped = Arc::new(AtomicUsize::new(0));
        let closure = || {
            let asks = Asks(harness.scheduler.clone(), dropped.clone());
            move || assert!(Arc::strong_count(&asks.1) > 0)
        };
        let add = || harness.scheduler.add_job(closure(), cron("0 * * * *")).id("job");
        let count = || dropped.load(Ordering::SeqCst);
        add().wait().unwrap();
        add().replace_existing(true).wait().unwrap();
        assert_eq!(count(), 1, "replaced");
        harness.scheduler.modify_job("job").call(closure()).wait().unwrap();
        assert_eq!(count(), 2, "modified");
        harness.scheduler.remove_job("job").wait().unwrap();
        assert_eq!(count(), 3, "removed");
        add().wait().unwrap();
        harness.scheduler.remove_all_jobs().wait().unwrap();
        assert_eq!(count(), 4, "all removed");
    }
}

#[tokio::test]
async fn a_closure_is_named_by_the_compiler_unless_it_is_given_a_name() {
    let harness = Harness::at("09:30");
    let job = harness.scheduler.add_job(tidy_up, cron("0 * * * *")).await.unwrap();
    assert!(job.name().ends_with("closures::tidy_up"), "{}", job.name());
    assert_eq!(job.name(), job.function());
    let job = harness.scheduler.add_job(|| (), cron("0 * * * *")).name("nothing").await.unwrap();
    assert_eq!(job.name(), "nothing");
}

/// A store that does not say that it can is never given one.
#[tokio::test]
async fn a_store_that_cannot_keep_closures_is_never_given_one() {
    let harness = Harness::new("09:30", Scheduler::builder().job_store("disk", Hooked::default()));
    for running in [false, true] {
        if running {
            harness.scheduler.start().await.unwrap();
        }
        let add = harness.scheduler.add_job(tidy_up, cron("0 * * * *")).jobstore("disk");
        let error = add.await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotStorable);
        assert_eq!(
            error.to_string(),
            "job store `disk` cannot keep `scheduler::closures::tidy_up`, which exists in this process only\n  \
             = help: annotate the function with `#[job]`, and add `the_function::job(its, arguments)`\n  \
             = note: a `MemoryStore` keeps closures and plain functions as well"
        );
        let id = if running { "stored" } else { "pending" };
        let add = harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).id(id).jobstore("disk");
        let error = add.await.unwrap().modify().call(tidy_up).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotStorable);
    }
}

#[tokio::test]
async fn nan_is_refused_where_the_job_is_added() {
    #[job]
    fn heat(celsius: f64) {
        let _ = celsius;
    }
    let harness = Harness::started("09:30").await;
    let error = harness.scheduler.add_job(heat::job(f64::NAN), Now).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Arguments);
    let job = harness.scheduler.add_job(heat::job(20.0), cron("0 * * * *")).await.unwrap();
    let error = job.modify().call(heat::job(f64::INFINITY)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Arguments);
}
