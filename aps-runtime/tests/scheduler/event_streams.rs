use aps_runtime::prelude::*;
use aps_runtime::{EventStream, Lagged};

use crate::harness::{Harness, cron, once, succeed};

async fn text(events: &mut EventStream) -> Option<Result<String, u64>> {
    let next = events.next().await;
    next.map(|next| next.map(|event| event.to_string()).map_err(Lagged::lost))
}

#[tokio::test]
async fn a_stream_tells_what_it_was_asked_for_in_order() {
    let harness = Harness::started("09:30").await;
    let mut events = harness.scheduler.events(EventMask::JOB_ADDED | EventMask::JOB_EXECUTED);
    harness.scheduler.add_job(succeed::job(), once("10:00")).id("once").await.unwrap();
    harness.run_until("10:00").await;
    assert_eq!(text(&mut events).await, Some(Ok("`once` added to store `default`".into())));
    assert_eq!(text(&mut events).await, Some(Ok("`once` executed".into())));
}

/// Nobody but the reader is the worse for it.
#[tokio::test]
async fn a_reader_that_sleeps_loses_the_oldest_and_learns_how_many() {
    let harness = Harness::started("09:30").await;
    let mut events = harness.scheduler.events_with_capacity(EventMask::JOB_EXECUTED, 2);
    harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).id("hourly").await.unwrap();
    harness.run_until("14:30").await;
    assert_eq!(harness.log_of(&["executed"]).len(), 5);
    assert_eq!(text(&mut events).await, Some(Err(3)));
    for hour in [13, 14] {
        let Some(Ok(Event::JobExecuted { scheduled_run_time, .. })) = events.next().await else { panic!() };
        assert_eq!(chrono::Timelike::hour(&scheduled_run_time), hour);
    }
}

#[tokio::test]
async fn a_stream_outlives_a_shutdown_and_ends_with_the_scheduler() {
    let scheduler = Scheduler::builder().build().unwrap();
    let mut events = scheduler.events(EventMask::SCHEDULER_STARTED | EventMask::SCHEDULER_SHUTDOWN);
    let reader = tokio::spawn(async move {
        let mut read = Vec::new();
        while let Some(event) = text(&mut events).await {
            read.push(event.unwrap());
        }
        read
    });
    for _ in 0..2 {
        scheduler.start().await.unwrap();
        scheduler.shutdown(Wait::ForJobs).await.unwrap();
    }
    drop(scheduler);
    let twice = ["scheduler started", "scheduler shut down", "scheduler started", "scheduler shut down"];
    assert_eq!(reader.await.unwrap(), twice);
}

#[tokio::test]
async fn who_drops_a_stream_listens_no_more() {
    let scheduler = Scheduler::builder().build().unwrap();
    let events = scheduler.events(EventMask::JOB_ERROR | EventMask::JOB_MISSED);
    let others = scheduler.events(EventMask::JOB_MISSED);
    assert!(scheduler.has_listener(EventMask::JOB_ERROR | EventMask::JOB_MISSED));
    drop(events);
    assert!(!scheduler.has_listener(EventMask::JOB_ERROR));
    assert!(scheduler.has_listener(EventMask::JOB_MISSED));
    drop(others);
    assert!(!scheduler.has_listener(EventMask::JOB_MISSED));
}

#[tokio::test]
async fn a_stream_is_a_stream() {
    let scheduler = Scheduler::builder().build().unwrap();
    let mut events = std::pin::pin!(scheduler.events(EventMask::SCHEDULER_STARTED));
    scheduler.start().await.unwrap();
    let next = std::future::poll_fn(|cx| futures_core::Stream::poll_next(events.as_mut(), cx)).await;
    assert!(matches!(next, Some(Ok(Event::SchedulerStarted))));
    scheduler.shutdown(Wait::ForJobs).await.unwrap();
}
