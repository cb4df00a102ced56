use aps_runtime::prelude::*;
use aps_runtime::{AnyTrigger, JobErrorKind, ListenerId, Trigger};
use chrono::{DateTime, Utc};

use crate::harness::{self, Harness, cron, instant, once, succeed, succeed_on_a_thread};

#[tokio::test]
async fn errors_and_panics_are_outcomes_and_the_loop_goes_on() {
    let harness = Harness::started("09:30").await;
    let scheduler = &harness.scheduler;
    scheduler.add_job(harness::fail::job(), cron("0 * * * *")).id("fail").await.unwrap();
    scheduler.add_job(harness::panic_in_a_task::job(), cron("1 * * * *")).id("task").await.unwrap();
    scheduler.add_job(harness::panic_on_a_thread::job(), cron("2 * * * *")).id("thread").await.unwrap();
    harness.run_until("11:30").await;
    assert_eq!(
        harness.log_of(&["error"]),
        [
            "error fail 10:00:00 no paper",
            "error task 10:01:00 panicked: at the disco",
            "error thread 10:02:00 panicked: at the disco",
            "error fail 11:00:00 no paper",
            "error task 11:01:00 panicked: at the disco",
            "error thread 11:02:00 panicked: at the disco",
        ]
    );
}

#[tokio::test]
async fn a_panicking_listener_keeps_nobody_from_anything() {
    let harness = Harness::started("09:30").await;
    harness.scheduler.add_listener(EventMask::ALL, |_| panic!("a listener"));
    harness.scheduler.add_job(succeed::job(), once("10:00")).id("task").await.unwrap();
    harness.scheduler.add_job(succeed_on_a_thread::job(), once("10:00")).id("thread").await.unwrap();
    harness.run_until("10:00").await;
    assert_eq!(harness.log_of(&["executed"]).len(), 2);
}

/// What is thrown panics again when it is dropped.
struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        assert!(std::thread::panicking(), "the payload of a panic was dropped");
    }
}

#[tokio::test]
async fn not_even_what_a_panic_throws_costs_a_thread_or_the_loop() {
    #[job]
    fn throw() {
        std::panic::panic_any(Bomb);
    }
    let harness = Harness::new("09:30", Scheduler::builder().executor("one", ThreadPoolExecutor::new(1)));
    harness.scheduler.start().await.unwrap();
    harness.scheduler.add_listener(EventMask::JOB_SUBMITTED, |_| std::panic::panic_any(Bomb));
    harness.scheduler.add_job(throw::job(), once("10:00")).id("throw").executor("one").await.unwrap();
    harness
        .scheduler
        .add_job(succeed_on_a_thread::job(), once("10:01"))
        .id("next")
        .executor("one")
        .await
        .unwrap();
    harness.run_until("10:01").await;
    assert_eq!(
        harness.log_of(&["error", "executed"]),
        ["error throw 10:00:00 panicked: a panic without a message", "executed next 10:01:00"]
    );
}

#[tokio::test]
async fn a_listener_may_remove_listeners_also_when_it_is_dropped() {
    struct Guard(Scheduler, ListenerId);
    impl Drop for Guard {
        fn drop(&mut self) {
            self.0.remove_listener(self.1);
        }
    }
    let scheduler = Scheduler::builder().build().unwrap();
    let inner = scheduler.add_listener(EventMask::ALL, |_| {});
    let guard = Guard(scheduler.clone(), inner);
    let outer = scheduler.add_listener(EventMask::ALL, move |_| {
        let _ = &guard;
    });
    assert!(scheduler.remove_listener(outer));
    assert!(!scheduler.remove_listener(outer));
    assert!(!scheduler.remove_listener(inner));
}

#[tokio::test]
async fn a_job_dropped_before_its_end_is_told_as_cancelled() {
    let harness = std::thread::spawn(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let harness = Harness::started("09:30").await;
            harness.scheduler.add_job(harness::hold::job(), once("10:00")).id("dropped").await.unwrap();
            harness.clock.set(harness::instant("10:00"));
            while !harness.log().contains(&"submitted dropped 10:00:00".to_owned()) {
                tokio::task::yield_now().await;
            }
            harness
        })
    });
    let harness = harness.join().unwrap();
    // The loop was dropped as well, before or after.
    let mut told = harness.log();
    told.retain(|line| line != "shut down");
    assert_eq!(told, ["error dropped 10:00:00 the run was dropped before it ended", "removed dropped"]);
    assert_eq!(harness.scheduler.state(), aps_runtime::SchedulerState::Stopped);
}

#[tokio::test]
async fn the_kind_of_a_failure_can_be_asked() {
    let harness = Harness::started("09:30").await;
    let (sender, receiver) = std::sync::mpsc::channel();
    harness.scheduler.add_listener(EventMask::JOB_ERROR, move |event| {
        if let Event::JobError { error, .. } = event {
            sender.send(error.kind()).unwrap();
        }
    });
    harness.scheduler.add_job(harness::fail::job(), once("10:00")).await.unwrap();
    harness.scheduler.add_job(harness::panic_in_a_task::job(), once("10:01")).await.unwrap();
    harness.run_until("10:01").await;
    assert_eq!(receiver.try_iter().collect::<Vec<_>>(), [JobErrorKind::Failed, JobErrorKind::Panicked]);
}

/// Fires at 10:00, and cannot say what comes after that.
#[derive(Debug)]
struct Broken;

impl Trigger for Broken {
    fn next_fire_time(&self, previous: Option<DateTime<Utc>>, _: DateTime<Utc>) -> Option<DateTime<Utc>> {
        assert!(previous.is_none(), "a broken trigger");
        Some(instant("10:00"))
    }
}

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("broken")
    }
}

/// All are due in the same instant, and are started in one go.
#[tokio::test]
async fn a_trigger_that_panics_does_not_hold_up_the_jobs_ahead_of_it() {
    let harness = Harness::started("09:30").await;
    for id in ["a", "b"] {
        harness.scheduler.add_job(succeed::job(), once("10:00")).id(id).await.unwrap();
    }
    harness.scheduler.add_job(succeed::job(), AnyTrigger::custom(Broken)).id("c").await.unwrap();
    harness.run_until("10:00").await;
    assert_eq!(harness.log_of(&["executed"]), ["executed a 10:00:00", "executed b 10:00:00"]);
}
