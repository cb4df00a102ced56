//! What is due at once is handed over at once; each run is as if it had been alone all the same.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use aps_runtime::prelude::*;
use aps_runtime::{Executor, ExecutorError, Rejected, Run};
use tokio::runtime::Builder;
use tokio::sync::{Barrier, Notify};

use crate::harness::{Harness, instant, once, panic_in_a_task, succeed};

/// No more than the loop takes at a time, so that it has nothing else to do.
const MANY: usize = 250;

/// Only a failure waits so long.
const LONG: Duration = Duration::from_secs(60);

/// Adds so many that are due at 10:00 and do this.
async fn add_many<F>(
    harness: &Harness,
    count: usize,
    body: impl Fn(usize) -> F + Clone + Send + Sync + 'static,
) where
    F: Future<Output = ()> + Send + 'static,
{
    for number in 0..count {
        let body = body.clone();
        let job = harness.scheduler.add_job(move || body(number), once("10:00"));
        job.id(format!("{number:03}")).await.unwrap();
    }
}

#[tokio::test]
async fn runs_that_are_due_at_once_begin_in_order_also_among_others() {
    let harness = Harness::started("09:30").await;
    let begun = Arc::new(Mutex::new(Vec::new()));
    let note = begun.clone();
    add_many(&harness, MANY, move |number| {
        note.lock().unwrap().push(number);
        async {}
    })
    .await;
    harness.run_until("10:00").await;
    assert!(begun.lock().unwrap().is_sorted(), "{begun:?}");
    assert_eq!(harness.log_of(&["executed"]).len(), MANY);
}

/// Each waits for all others.
#[tokio::test]
async fn a_run_that_waits_holds_up_none_of_the_others() {
    let harness = Harness::started("09:30").await;
    let all = Arc::new(Barrier::new(MANY));
    add_many(&harness, MANY, move |_| {
        let all = all.clone();
        async move {
            all.wait().await;
        }
    })
    .await;
    tokio::time::timeout(LONG, harness.run_until("10:00")).await.expect("it hangs");
    assert_eq!(harness.log_of(&["executed"]).len(), MANY);
}

/// Two of three threads are blocked until all others have ended.
#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn a_run_that_blocks_its_thread_holds_up_none_of_the_others() {
    let harness = Harness::started("09:30").await;
    let (ended, others) = mpsc::channel();
    let (ended, others) = (Arc::new(Mutex::new(ended)), Arc::new(Mutex::new(others)));
    let left = Arc::new(AtomicUsize::new(MANY - 2));
    add_many(&harness, MANY, move |number| {
        let (ended, others, left) = (ended.clone(), others.clone(), left.clone());
        async move {
            if number == 7 || number == 70 {
                others.lock().unwrap().recv_timeout(LONG).unwrap();
            } else if left.fetch_sub(1, Ordering::SeqCst) == 1 {
                (0..2).for_each(|_| ended.lock().unwrap().send(()).unwrap());
            }
        }
    })
    .await;
    harness.run_until("10:00").await;
    assert_eq!(harness.log_of(&["executed"]).len(), MANY);
}

/// A run wakes a task, which is then not kept by a thread that the next run blocks.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_run_has_woken_does_not_wait_for_the_run_after_it() {
    let harness = Harness::started("09:30").await;
    let (wake, (unblock, is_unblocked)) = (Arc::new(Notify::new()), mpsc::channel());
    let woken = tokio::spawn({
        let wake = wake.clone();
        async move {
            wake.notified().await;
            unblock.send(()).unwrap();
        }
    });
    let is_unblocked = Arc::new(Mutex::new(is_unblocked));
    add_many(&harness, 2, move |number| {
        let (wake, is_unblocked) = (wake.clone(), is_unblocked.clone());
        async move {
            match number {
                0 => wake.notify_one(),
                _ => is_unblocked.lock().unwrap().recv_timeout(LONG).unwrap(),
            }
        }
    })
    .await;
    harness.run_until("10:00").await;
    woken.await.unwrap();
    assert_eq!(harness.log_of(&["executed"]).len(), 2);
}

#[tokio::test]
async fn a_run_that_panics_costs_none_of_the_others() {
    let harness = Harness::started("09:30").await;
    for number in 0..100 {
        let call = if number % 3 == 0 { panic_in_a_task::job() } else { succeed::job() };
        harness.scheduler.add_job(call, once("10:00")).id(format!("{number:02}")).await.unwrap();
    }
    harness.run_until("10:00").await;
    let told = harness.log_of(&["executed", "error"]);
    let (executed, failed): (Vec<_>, Vec<_>) = told.iter().partition(|line| line.starts_with("executed"));
    assert_eq!((executed.len(), failed.len()), (66, 34));
}

/// None has begun when the runtime goes: nobody would ever tell of them.
#[test]
fn runs_that_a_runtime_takes_with_it_are_told() {
    let harness = Harness::at("09:30");
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        harness.scheduler.start().await.unwrap();
        add_many(&harness, MANY, |_| async {}).await;
        harness.scheduler.at_rest().await;
        harness.clock.set(instant("10:00"));
        // The loop hands them over, and the runtime goes before they have their turn.
        for _ in 0..100 {
            if harness.scheduler.running().is_empty() {
                tokio::task::yield_now().await;
            }
        }
    });
    drop(runtime);
    let told = harness.log_of(&["submitted", "executed", "error"]);
    let submitted = told.iter().filter(|line| line.starts_with("submitted")).count();
    assert_eq!(told.len(), 2 * submitted, "each has one outcome");
    assert!(told.iter().any(|line| line.starts_with("error")), "all had their turn");
    assert!(harness.scheduler.running().is_empty());
}

/// Panics at the first run that it is given, and takes every other one of the rest.
#[derive(Debug, Default)]
struct Moody(AtomicUsize);

impl Executor for Moody {
    fn start(&self) -> Result<(), ExecutorError> {
        Ok(())
    }
    fn submit(&self, run: Run) -> Result<(), Rejected> {
        match self.0.fetch_add(1, Ordering::SeqCst) {
            0 => panic!("a bad day"),
            number if number % 2 == 0 => Err(Rejected::new(run, "not that one")),
            _ => {
                let Run::Async(run) = run else { panic!("a plain one") };
                tokio::spawn(run.execute());
                Ok(())
            }
        }
    }
    fn shutdown(&self) {}
}

#[tokio::test]
async fn what_an_executor_does_to_one_run_costs_none_of_the_others() {
    let harness = Harness::new("09:30", Scheduler::builder().executor("moody", Moody::default()));
    harness.scheduler.start().await.unwrap();
    for number in 0..5 {
        let job = harness.scheduler.add_job(succeed::job(), once("10:00"));
        job.id(format!("{number}")).executor("moody").await.unwrap();
    }
    harness.run_until("10:00").await;
    let mut told = harness.log_of(&["executed", "error"]);
    told.sort();
    assert_eq!(
        told,
        [
            "error 0 10:00:00 the run was dropped before it ended",
            "error 2 10:00:00 not started: not that one",
            "error 4 10:00:00 not started: not that one",
            "executed 1 10:00:00",
            "executed 3 10:00:00"
        ]
    );
}
