//! Listeners have a thread of their own: what they do there costs nobody anything.

use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aps_runtime::prelude::*;
use tokio::runtime::Handle;

use crate::harness::{Harness, cron, instant, once, succeed};

/// Only a failure waits so long.
async fn soon<F: Future>(future: F) -> F::Output {
    tokio::time::timeout(Duration::from_secs(60), future).await.expect("it hangs")
}

/// Adds a listener that stands still at each event until it is sent something, or for good
/// let go when the sender is dropped.
fn stand_still(scheduler: &Scheduler, mask: EventMask) -> Sender<()> {
    let (sender, receiver) = channel();
    let receiver = Mutex::new(receiver);
    scheduler.add_listener(mask, move |_| {
        receiver.lock().unwrap().recv().ok();
    });
    sender
}

/// A scheduler without the listener of the harness, and what another one was told.
fn listened(mask: EventMask) -> (Harness, Arc<Mutex<Vec<String>>>) {
    let harness = Harness::at("09:30");
    let told = Arc::new(Mutex::new(Vec::new()));
    let listener = told.clone();
    harness.scheduler.add_listener(mask, move |event| listener.lock().unwrap().push(event.to_string()));
    (harness, told)
}

#[tokio::test]
async fn a_slow_listener_holds_up_neither_the_loop_nor_jobs_and_misses_nothing() {
    let (harness, told) = listened(EventMask::JOB_EXECUTED);
    let go_on = stand_still(&harness.scheduler, EventMask::JOB_ADDED);
    let mut outcomes = harness.scheduler.events(EventMask::JOB_EXECUTED);
    harness.scheduler.start().await.unwrap();
    harness.scheduler.add_job(succeed::job(), cron("* * * * *")).id("job").await.unwrap();
    for minute in 31..50 {
        harness.clock.set(instant(&format!("09:{minute}")));
        soon(outcomes.next()).await.unwrap().unwrap();
    }
    assert!(told.lock().unwrap().is_empty());
    assert!(harness.scheduler.event_backlog() >= 19);
    drop(go_on);
    harness.scheduler.at_rest().await;
    assert_eq!(harness.scheduler.event_backlog(), 0);
    assert_eq!(told.lock().unwrap().len(), 19);
}

#[tokio::test]
async fn a_removed_listener_is_not_called_for_what_is_queued_already() {
    let harness = Harness::at("09:30");
    let go_on = stand_still(&harness.scheduler, EventMask::SCHEDULER_STARTED);
    let told = Arc::new(Mutex::new(0));
    let count = |told: &Arc<Mutex<i32>>| {
        let told = told.clone();
        move |_: &Event| *told.lock().unwrap() += 1
    };
    harness.scheduler.add_listener(EventMask::SCHEDULER_STARTED, count(&told));
    let too_late = Arc::new(Mutex::new(0));
    let removed = harness.scheduler.add_listener(EventMask::SCHEDULER_PAUSED, count(&too_late));
    harness.scheduler.start().await.unwrap();
    harness.scheduler.pause().unwrap();
    assert!(harness.scheduler.remove_listener(removed));
    harness.scheduler.add_listener(EventMask::SCHEDULER_PAUSED, count(&too_late));
    drop(go_on);
    harness.scheduler.at_rest().await;
    assert_eq!(*told.lock().unwrap(), 1);
    assert_eq!(*too_late.lock().unwrap(), 0, "one was removed, the other came after the event");
}

/// Both events are taken from the queue at once.
#[tokio::test]
async fn a_listener_that_another_one_removes_is_not_called_for_the_next_event() {
    let harness = Harness::started("09:30").await;
    let go_on = stand_still(&harness.scheduler, EventMask::JOB_ADDED);
    harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).await.unwrap();
    let (sender, called) = channel();
    let removed =
        harness.scheduler.add_listener(EventMask::SCHEDULER_RESUMED, move |_| sender.send(()).unwrap());
    harness.scheduler.add_listener(EventMask::SCHEDULER_PAUSED, {
        let scheduler = harness.scheduler.clone();
        move |_| assert!(scheduler.remove_listener(removed))
    });
    harness.scheduler.pause().unwrap();
    harness.scheduler.resume().unwrap();
    drop(go_on);
    harness.scheduler.at_rest().await;
    assert!(!harness.scheduler.remove_listener(removed));
    assert!(called.try_recv().is_err());
}

#[tokio::test]
async fn a_graceful_shutdown_returns_when_the_listeners_know_of_it() {
    let (harness, told) = listened(EventMask::SCHEDULER_SHUTDOWN);
    let go_on = stand_still(&harness.scheduler, EventMask::SCHEDULER_STARTED);
    harness.scheduler.start().await.unwrap();
    let shutdown = tokio::spawn({
        let scheduler = harness.scheduler.clone();
        async move { scheduler.shutdown(Wait::ForJobs).await }
    });
    let mut down = harness.scheduler.events(EventMask::SCHEDULER_SHUTDOWN);
    soon(down.next()).await.unwrap().unwrap();
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    assert!(!shutdown.is_finished());
    drop(go_on);
    soon(shutdown).await.unwrap().unwrap();
    assert_eq!(told.lock().unwrap().len(), 1);
}

/// However it was shut down, a program that ends after `run` has printed all.
#[tokio::test]
async fn run_returns_when_the_listeners_know_of_it() {
    let (harness, told) = listened(EventMask::SCHEDULER_SHUTDOWN);
    let go_on = stand_still(&harness.scheduler, EventMask::SCHEDULER_STARTED);
    let run = tokio::spawn({
        let scheduler = harness.scheduler.clone();
        async move { scheduler.run().await }
    });
    while harness.scheduler.state() != SchedulerState::Running {
        tokio::task::yield_now().await;
    }
    harness.scheduler.shutdown(Wait::No).await.unwrap();
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    assert!(!run.is_finished());
    drop(go_on);
    soon(run).await.unwrap().unwrap();
    assert_eq!(told.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn a_shutdown_waits_for_listeners_no_longer_than_it_is_told_to() {
    for wait in [Wait::No, Wait::AtMost(Duration::from_secs(30))] {
        let (harness, told) = listened(EventMask::SCHEDULER_SHUTDOWN);
        let _never = stand_still(&harness.scheduler, EventMask::SCHEDULER_STARTED);
        harness.scheduler.start().await.unwrap();
        let mut down = harness.scheduler.events(EventMask::SCHEDULER_SHUTDOWN);
        let shutdown = tokio::spawn({
            let scheduler = harness.scheduler.clone();
            async move { scheduler.shutdown(wait).await }
        });
        soon(down.next()).await.unwrap().unwrap();
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        assert_eq!(shutdown.is_finished(), wait == Wait::No);
        harness.clock.set(instant("09:30:30"));
        soon(shutdown).await.unwrap().unwrap();
        assert!(told.lock().unwrap().is_empty());
    }
}

/// What it adds at an instant still runs at that instant, however quick the test is.
#[tokio::test]
async fn a_listener_may_use_the_scheduler_and_tests_wait_for_what_it_does() {
    let harness = Harness::started("09:30").await;
    harness.scheduler.add_listener(EventMask::JOB_EXECUTED, {
        let scheduler = harness.scheduler.clone();
        move |event| {
            let Event::JobExecuted { job_id, scheduled_run_time, .. } = event else { return };
            if *job_id == *"first" {
                let now = DateTrigger::at(*scheduled_run_time);
                let second = scheduler.add_job(succeed::job(), now).id("second");
                Handle::current().block_on(second.into_future()).unwrap();
            }
        }
    });
    harness.scheduler.add_job(succeed::job(), once("10:00")).id("first").await.unwrap();
    harness.run_until("11:00").await;
    assert_eq!(harness.log_of(&["executed"]), ["executed first 10:00:00", "executed second 10:00:00"]);
}

#[tokio::test]
async fn a_listener_may_spawn_tasks() {
    let harness = Harness::started("09:30").await;
    let (sender, mut receiver) = tokio::sync::mpsc::unbounded_channel();
    harness.scheduler.add_listener(EventMask::SCHEDULER_PAUSED, move |_| {
        let sender = sender.clone();
        tokio::spawn(async move { sender.send(()).unwrap() });
    });
    harness.scheduler.pause().unwrap();
    soon(receiver.recv()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_listener_that_waits_for_the_scheduler_does_not_wait_for_itself() {
    let (harness, told) = listened(EventMask::SCHEDULER_SHUTDOWN);
    harness.scheduler.add_listener(EventMask::JOB_EXECUTED, {
        let scheduler = harness.scheduler.clone();
        move |_| {
            Handle::current().block_on(async {
                scheduler.at_rest().await;
                scheduler.shutdown(Wait::ForJobs).await.unwrap();
            });
        }
    });
    harness.scheduler.add_job(succeed::job(), once("09:30")).await.unwrap();
    soon(harness.scheduler.run()).await.unwrap();
    assert_eq!(told.lock().unwrap().len(), 1, "`run` has waited");
}

#[tokio::test]
async fn a_listener_may_drop_the_last_handle() {
    let scheduler = Scheduler::builder().build().unwrap();
    let mut events = scheduler.events(EventMask::SCHEDULER_SHUTDOWN);
    let last = Arc::new(Mutex::new(None));
    scheduler.add_listener(EventMask::SCHEDULER_SHUTDOWN, {
        let last = last.clone();
        move |_| drop(last.lock().unwrap().take())
    });
    let go_on = stand_still(&scheduler, EventMask::SCHEDULER_STARTED);
    scheduler.start().await.unwrap();
    scheduler.shutdown(Wait::No).await.unwrap();
    *last.lock().unwrap() = Some(scheduler);
    drop(go_on);
    soon(events.next()).await.unwrap().unwrap();
    assert!(soon(events.next()).await.is_none());
}

/// What a listener holds is let go with the scheduler.
#[tokio::test]
async fn listeners_go_with_the_scheduler_once_they_know_everything() {
    for listened_to in [EventMask::SCHEDULER_STARTED, EventMask::JOB_STORE_FAILED] {
        let scheduler = Scheduler::builder().build().unwrap();
        let (sender, mut receiver) = tokio::sync::mpsc::unbounded_channel();
        scheduler.add_listener(listened_to, move |event| sender.send(event.to_string()).unwrap());
        let stream = scheduler.events(EventMask::ALL);
        scheduler.start().await.unwrap();
        scheduler.shutdown(Wait::No).await.unwrap();
        drop(scheduler);
        if listened_to == EventMask::SCHEDULER_STARTED {
            assert_eq!(soon(receiver.recv()).await.unwrap(), "scheduler started");
        }
        assert_eq!(soon(receiver.recv()).await, None);
        drop(stream);
    }
}

/// The error of a job panics when it is dropped, and the last who has it is the thread
/// of the listeners.
#[tokio::test]
async fn not_even_an_error_that_panics_when_dropped_ends_the_thread_of_the_listeners() {
    #[derive(Debug)]
    struct Bomb;
    impl std::fmt::Display for Bomb {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("a bomb")
        }
    }
    impl std::error::Error for Bomb {}
    impl Drop for Bomb {
        fn drop(&mut self) {
            assert!(std::thread::panicking(), "an error was dropped");
        }
    }
    #[job]
    async fn throw() -> Result<(), Bomb> {
        Err(Bomb)
    }
    let harness = Harness::started("09:30").await;
    harness.scheduler.add_job(throw::job(), cron("0 * * * *")).id("throw").await.unwrap();
    harness.run_until("11:00").await;
    assert_eq!(harness.log_of(&["error"]), ["error throw 10:00:00 a bomb", "error throw 11:00:00 a bomb"]);
}
