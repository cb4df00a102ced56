//! What a job is given is what its function receives, in the right order.

use std::sync::Mutex;

use aps_runtime::__private::JOB_FUNCTIONS_V1;
use aps_runtime::Registry;
use aps_runtime::prelude::*;
use aps_runtime::testing::ManualClock;

static RECEIVED: Mutex<Vec<String>> = Mutex::new(Vec::new());

fn receive(text: String) {
    RECEIVED.lock().unwrap().push(text);
}

#[job]
async fn asynchronous(
    first: String,
    context: JobContext,
    (a, b): (u8, u8),
    last: Option<u8>,
) -> Result<(), String> {
    receive(format!("{} {first} {a} {b} {last:?}", context.job_id()));
    Ok(())
}

#[job]
fn blocking(context: JobContext, mut text: String) {
    text.push('!');
    receive(format!("{} {text}", context.job_id()));
}

/// Without the schedules that other tests declare: their executors do not exist.
fn functions_only() -> Registry {
    Registry::from_definitions(&JOB_FUNCTIONS_V1, &[]).unwrap()
}

#[tokio::test]
async fn arguments_arrive() {
    let clock = ManualClock::at("2030-01-01T00:00:00Z".parse().unwrap());
    let scheduler = Scheduler::builder().clock(clock.clone()).registry(functions_only()).build().unwrap();
    let soon = || DateTrigger::parse("2030-01-01T00:01:00Z").unwrap();
    let later = DateTrigger::parse("2030-01-01T00:02:00Z").unwrap();
    scheduler.add_job(asynchronous::job("one".into(), (2, 3), Some(4)), soon()).id("async").await.unwrap();
    scheduler.add_job(blocking::job("hello".into()), later).id("blocking").await.unwrap();
    scheduler.start().await.unwrap();
    scheduler.run_clock_until(&clock, "2030-01-01T01:00:00Z".parse().unwrap()).await;
    assert_eq!(*RECEIVED.lock().unwrap(), ["async one 2 3 Some(4)", "blocking hello!"]);
}
