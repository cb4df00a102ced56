//! A scheduler on a manual clock, and a log of what it tells.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex};

use aps_runtime::prelude::*;
use aps_runtime::testing::ManualClock;
use aps_runtime::{RunTimes, SchedulerBuilder};
use chrono::{DateTime, Utc};
use tokio::sync::Semaphore;

pub struct Harness {
    pub clock: ManualClock,
    pub scheduler: Scheduler,
    log: Arc<Mutex<Vec<String>>>,
}

impl Harness {
    /// A scheduler that nothing is said about. The clock shows this time on 1 January 2026.
    pub fn at(time: &str) -> Self {
        Harness::new(time, Scheduler::builder())
    }

    pub fn new(time: &str, builder: SchedulerBuilder) -> Self {
        Harness::on(ManualClock::at(instant(time)), builder)
    }

    /// On a clock that others may have, too.
    pub fn on(clock: ManualClock, builder: SchedulerBuilder) -> Self {
        let scheduler = builder.clock(clock.clone()).timezone("UTC").build().unwrap();
        let log = Arc::new(Mutex::new(Vec::new()));
        scheduler.add_listener(EventMask::ALL, {
            let log = log.clone();
            move |event| log.lock().unwrap().extend(text(event))
        });
        Harness { clock, scheduler, log }
    }

    pub async fn started(time: &str) -> Self {
        let harness = Harness::at(time);
        harness.scheduler.start().await.unwrap();
        harness.log();
        harness
    }

    /// What has been told since the last call, but for the executors and stores.
    pub fn log(&self) -> Vec<String> {
        while self.scheduler.event_backlog() > 0 {
            std::thread::yield_now();
        }
        std::mem::take(&mut self.log.lock().unwrap())
    }

    /// As `log`, but only lines that start with one of these words.
    pub fn log_of(&self, words: &[&str]) -> Vec<String> {
        let starts = |line: &String| words.iter().any(|word| line.starts_with(word));
        self.log().into_iter().filter(starts).collect()
    }

    /// Goes on to this time, stopping wherever something is due.
    pub async fn run_until(&self, time: &str) {
        self.scheduler.run_clock_until(&self.clock, instant(time)).await;
    }

    /// Lets the scheduler work until this is told; forgets what was told up to it.
    pub async fn until_told(&self, line: &str) {
        let told = |log: &mut Vec<String>| {
            let index = log.iter().position(|told| told == line)?;
            Some(log.drain(..=index).count())
        };
        while told(&mut self.log.lock().unwrap()).is_none() {
            tokio::task::yield_now().await;
        }
    }

    /// Jumps to this time, as a machine does that was asleep.
    pub async fn jump_to(&self, time: &str) {
        self.clock.set(instant(time));
        self.scheduler.at_rest().await;
    }
}

/// `10:00` on 1 January 2026, or a full instant.
pub fn instant(time: &str) -> DateTime<Utc> {
    let full = match time.len() {
        5 => format!("2026-01-01T{time}:00Z"),
        8 => format!("2026-01-01T{time}Z"),
        _ => time.to_owned(),
    };
    full.parse().unwrap()
}

pub fn cron(expression: &str) -> CronTrigger {
    CronTrigger::parse(expression).unwrap()
}

pub fn once(time: &str) -> DateTrigger {
    DateTrigger::at(instant(time))
}

fn text(event: &Event) -> Option<String> {
    let text = match event {
        Event::SchedulerStarted => "started".into(),
        Event::SchedulerShutdown => "shut down".into(),
        Event::SchedulerPaused => "paused".into(),
        Event::SchedulerResumed => "resumed".into(),
        Event::ExecutorAdded { .. }
        | Event::ExecutorRemoved { .. }
        | Event::JobStoreAdded { .. }
        | Event::JobStoreRemoved { .. } => return None,
        Event::AllJobsRemoved { .. } | Event::ExecutorMissing { .. } | Event::LeaseLost { .. } => {
            event.to_string()
        }
        Event::JobStoreFailed { jobstore, error } => format!("store {jobstore} failed: {error}"),
        Event::JobStoreRecovered { jobstore } => format!("store {jobstore} works again"),
        Event::JobAdded { job_id, .. } => format!("added {job_id}"),
        Event::JobRemoved { job_id, .. } => format!("removed {job_id}"),
        Event::JobModified { job_id, .. } => format!("modified {job_id}"),
        Event::JobSubmitted { job_id, scheduled_run_times, .. } => {
            format!("submitted {job_id} {}", times(scheduled_run_times))
        }
        Event::JobMaxInstances { job_id, scheduled_run_times, .. } => {
            format!("max_instances {job_id} {}", times(scheduled_run_times))
        }
        Event::JobCoalesced { job_id, scheduled_run_times, .. } => {
            format!("coalesced {job_id} {}", times(scheduled_run_times))
        }
        Event::JobExecuted { job_id, scheduled_run_time, .. } => {
            format!("executed {job_id} {}", time(*scheduled_run_time))
        }
        Event::JobError { job_id, scheduled_run_time, error, .. } => {
            format!("error {job_id} {} {error}", time(*scheduled_run_time))
        }
        Event::JobMissed { job_id, scheduled_run_time, .. } => {
            format!("missed {job_id} {}", time(*scheduled_run_time))
        }
        Event::JobRetrying { job_id, scheduled_run_time, attempt, error, retry_at, .. } => {
            let (run_time, retry_at) = (time(*scheduled_run_time), time(*retry_at));
            format!("retrying {job_id} {run_time} attempt {attempt} at {retry_at} {error}")
        }
        Event::JobOverdue { job_id, scheduled_run_time, attempt, .. } => {
            format!("overdue {job_id} {} attempt {attempt}", time(*scheduled_run_time))
        }
        Event::JobAbandoned { job_id, scheduled_run_time, is_rerun, .. } => {
            let then = if *is_rerun { ", run again" } else { "" };
            format!("abandoned {job_id} {}{then}", time(*scheduled_run_time))
        }
        other => panic!("an event without a text: {other:?}"),
    };
    Some(text)
}

fn times(times: &RunTimes) -> String {
    times.iter().map(time).collect::<Vec<_>>().join(" ")
}

fn time(time: DateTime<Utc>) -> String {
    time.format("%H:%M:%S").to_string()
}

/// Does nothing, well.
#[job]
pub async fn succeed() {}

/// The same on a thread.
#[job]
pub fn succeed_on_a_thread() {}

#[job]
pub async fn fail() -> Result<(), String> {
    Err("no paper".into())
}

#[job]
pub async fn panic_in_a_task() {
    panic!("at the disco")
}

#[job]
pub fn panic_on_a_thread() {
    panic!("at the disco")
}

/// Goes on until [`release`] is called for its job's id.
#[job]
pub async fn hold(ctx: JobContext) {
    wait_for_release(ctx.job_id().as_str()).await;
}

/// Until [`release`] is called for this id.
pub async fn wait_for_release(id: &str) {
    gate(id).acquire().await.unwrap().forget();
}

/// Lets one held run of this job end.
pub fn release(id: &str) {
    gate(id).add_permits(1);
}

/// The tests run side by side in one process, so ids of held jobs must differ.
fn gate(id: &str) -> Arc<Semaphore> {
    static GATES: LazyLock<Mutex<HashMap<String, Arc<Semaphore>>>> = LazyLock::new(Mutex::default);
    let mut gates = GATES.lock().unwrap();
    gates.entry(id.to_owned()).or_insert_with(|| Arc::new(Semaphore::new(0))).clone()
}
