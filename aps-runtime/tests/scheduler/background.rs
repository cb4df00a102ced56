//! Schedulers on threads of their own, for programs without async.

use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use aps_runtime::prelude::*;
use aps_runtime::{ErrorKind, Registry};

use crate::harness::{cron, succeed};

fn scheduler() -> Scheduler {
    Scheduler::builder().registry(Registry::empty()).build().unwrap()
}

/// Adds a job that runs once, and tells that it has.
fn run_once(scheduler: &Scheduler) -> Receiver<()> {
    let (told, run) = channel();
    scheduler.add_job(move || told.send(()).map_err(|_| "nobody waits"), Now).wait().unwrap();
    run
}

#[test]
fn it_has_started_when_the_call_returns_and_runs_jobs() {
    let scheduler = scheduler();
    let early = run_once(&scheduler);
    let background = scheduler.run_in_background().unwrap();
    assert_eq!(scheduler.state(), SchedulerState::Running);
    early.recv().unwrap();
    run_once(background.scheduler()).recv().unwrap();
    background.shutdown(Wait::ForJobs).unwrap();
    assert_eq!(scheduler.state(), SchedulerState::Stopped);
}

#[test]
fn a_shutdown_waits_for_the_jobs() {
    let scheduler = scheduler();
    let background = scheduler.run_in_background().unwrap();
    let (begun, is_under_way) = channel();
    let (release, released) = channel::<()>();
    let released = std::sync::Mutex::new(released);
    let ended = Arc::new(std::sync::atomic::AtomicBool::new(false));
    let call = {
        let ended = ended.clone();
        move || {
            begun.send(()).unwrap();
            released.lock().unwrap().recv().unwrap();
            ended.store(true, std::sync::atomic::Ordering::SeqCst);
        }
    };
    scheduler.add_job(call, Now).wait().unwrap();
    is_under_way.recv().unwrap();
    let shutdown = thread::spawn(move || background.shutdown(Wait::AtMost(Duration::from_secs(600))));
    while scheduler.state() != SchedulerState::ShuttingDown {
        thread::yield_now();
    }
    assert!(!shutdown.is_finished());
    release.send(()).unwrap();
    shutdown.join().unwrap().unwrap();
    assert!(ended.load(std::sync::atomic::Ordering::SeqCst));
}

#[test]
fn it_may_be_started_again_and_again_in_any_host() {
    let scheduler = scheduler();
    for _ in 0..3 {
        let background = scheduler.run_in_background().unwrap();
        run_once(&scheduler).recv().unwrap();
        background.shutdown(Wait::ForJobs).unwrap();

        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            scheduler.start().await.unwrap();
            scheduler.shutdown(Wait::ForJobs).await.unwrap();
        });

        let blocking = thread::spawn({
            let scheduler = scheduler.clone();
            move || scheduler.run_blocking()
        });
        while scheduler.state() != SchedulerState::Running {
            thread::yield_now();
        }
        run_once(&scheduler).recv().unwrap();
        scheduler.shutdown(Wait::ForJobs).wait().unwrap();
        blocking.join().unwrap().unwrap();
    }
}

#[test]
fn whoever_joins_waits_for_whoever_shuts_down() {
    let scheduler = scheduler();
    let background = scheduler.run_in_background().unwrap();
    // From a job, as a program may end itself.
    let call = |ctx: JobContext| ctx.scheduler().shutdown(Wait::No).wait().map(drop);
    scheduler.add_job(call, Now).wait().unwrap();
    background.join().unwrap();
    assert_eq!(scheduler.state(), SchedulerState::Stopped);
}

#[test]
fn it_goes_on_without_any_handle() {
    let (told, run) = channel();
    let (leave, left) = channel::<()>();
    let left = std::sync::Mutex::new(left);
    {
        let scheduler = scheduler();
        let call = move |ctx: JobContext| {
            left.lock().unwrap().recv().unwrap_err();
            told.send(ctx.scheduler().clone()).unwrap();
        };
        scheduler.add_job(call, Now).wait().unwrap();
        drop(scheduler.run_in_background().unwrap());
    }
    drop(leave);
    let scheduler = run.recv().unwrap();
    assert_eq!(scheduler.state(), SchedulerState::Running);
    scheduler.shutdown(Wait::ForJobs).wait().unwrap();
}

#[test]
fn what_a_scheduler_holds_is_let_go_with_its_last_handle_unless_it_is_up() {
    let held = Arc::new(());
    let add_holder = |scheduler: &Scheduler| {
        let held = held.clone();
        scheduler.add_job(move || drop(held.clone()), cron("0 0 1 1 *")).wait().unwrap();
    };
    let never_started = scheduler();
    add_holder(&never_started);
    drop(never_started);
    assert_eq!(Arc::strong_count(&held), 1);

    let shut_down = scheduler();
    add_holder(&shut_down);
    let background = shut_down.run_in_background().unwrap();
    background.shutdown(Wait::ForJobs).unwrap();
    drop(shut_down);
    while Arc::strong_count(&held) > 1 {
        // Threads that end let go a moment later.
        thread::yield_now();
    }
}

#[test]
fn what_cannot_be_is_an_error() {
    let scheduler = scheduler();
    let background = scheduler.run_in_background().unwrap();
    let error = scheduler.run_in_background().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::AlreadyRunning);
    background.shutdown(Wait::No).unwrap();

    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let error = runtime.block_on(async { scheduler.run_in_background() }).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::WouldBlock);
    scheduler.add_job(succeed::job(), Now).wait().unwrap_err();
}

/// A listener that hangs must not hang those who wait for no listener.
#[test]
fn a_shutdown_that_does_not_wait_does_not_wait_for_listeners_either() {
    for wait in [Wait::No, Wait::AtMost(Duration::ZERO)] {
        let scheduler = scheduler();
        let (done, is_done) = channel::<()>();
        let is_done = Mutex::new(is_done);
        // Goes on until the sender is dropped.
        scheduler.add_listener(EventMask::SCHEDULER_SHUTDOWN, move |_| {
            is_done.lock().unwrap().recv().ok();
        });
        let background = scheduler.run_in_background().unwrap();
        background.shutdown(wait).unwrap();
        drop(done);
    }
}
