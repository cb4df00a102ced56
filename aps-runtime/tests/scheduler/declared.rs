//! Jobs that attributes declare.

use aps_runtime::prelude::*;
use aps_runtime::{
    AnyTrigger, ErrorKind, JobBody, JobCall, JobFunction, JobOptions, JobOutput, JobStatus, MisfireGraceTime,
    Registry, ScheduledJob, SchedulerState, SourceLocation,
};

use crate::harness::{Harness, instant};
use crate::hooked::Hooked;

const HERE: SourceLocation = SourceLocation { module: "shop", file: "src/lib.rs", line: 1, column: 1 };

/// A program that declares these jobs.
fn program(jobs: Vec<(&'static str, AnyTrigger, JobOptions)>) -> Registry {
    let body = JobBody::Blocking(|_, _| Ok(JobOutput::NONE));
    let function = JobFunction { name: "f", body, check: |_| Ok(()), states: &[], location: HERE };
    let scheduled = jobs.into_iter().map(|(id, trigger, options)| {
        let trigger = Box::leak(Box::new(trigger));
        let call = || JobCall::new("f", &());
        ScheduledJob { id, function: "f", call, trigger, options, location: HERE }
    });
    let jobs = scheduled.collect::<Vec<_>>().leak();
    Registry::from_definitions(vec![function].leak(), jobs).unwrap()
}

pub fn hourly() -> AnyTrigger {
    CronTrigger::parse("0 * * * *").unwrap().into()
}

#[tokio::test]
async fn declared_jobs_are_pending_until_the_start() {
    let registry = program(vec![("hourly", hourly(), JobOptions::DEFAULT)]);
    let harness = Harness::new("09:30", Scheduler::builder().registry(registry));
    assert_eq!(harness.scheduler.jobs().await.unwrap().len(), 1);
    harness.scheduler.start().await.unwrap();
    harness.run_until("10:30").await;
    assert_eq!(
        harness.log(),
        ["added hourly", "started", "submitted hourly 10:00:00", "executed hourly 10:00:00"]
    );
}

/// Otherwise it would run at each start of the program.
#[tokio::test]
async fn a_declared_date_that_has_passed_is_missed_unless_it_says_how_late_it_may_be() {
    let date = || AnyTrigger::from(DateTrigger::at(instant("09:00")));
    let lenient = JobOptions { misfire_grace_time: Some(MisfireGraceTime::Unlimited), ..JobOptions::DEFAULT };
    let registry = program(vec![("passed", date(), JobOptions::DEFAULT), ("lenient", date(), lenient)]);
    let harness = Harness::new("09:30", Scheduler::builder().registry(registry));
    harness.scheduler.start().await.unwrap();
    harness.scheduler.at_rest().await;
    assert_eq!(
        harness.log_of(&["missed", "executed"]),
        ["missed passed 09:00:00", "executed lenient 09:00:00"]
    );
}

#[tokio::test]
async fn a_declared_job_without_a_time_left_is_left_out_and_the_others_run() {
    let ended = CronTrigger::parse("0 * * * *").unwrap().end_date(instant("2025-01-01T00:00:00Z"));
    let registry = program(vec![
        ("ended", ended.into(), JobOptions::DEFAULT),
        ("hourly", hourly(), JobOptions::DEFAULT),
    ]);
    let harness = Harness::new("09:30", Scheduler::builder().registry(registry));
    harness.scheduler.start().await.unwrap();
    let jobs = harness.scheduler.jobs().await.unwrap();
    assert_eq!(jobs.iter().map(|job| job.id().as_str()).collect::<Vec<_>>(), ["hourly"]);
}

#[tokio::test]
async fn a_store_that_outlives_the_program_takes_its_declared_jobs_again() {
    let store = Hooked::default();
    for _ in 0..2 {
        let registry = program(vec![("hourly", hourly(), JobOptions::DEFAULT)]);
        let builder = Scheduler::builder().registry(registry).job_store("default", store.clone());
        let harness = Harness::new("09:30", builder);
        harness.scheduler.start().await.unwrap();
        assert_eq!(harness.scheduler.state(), SchedulerState::Running);
        assert_eq!(harness.scheduler.jobs().await.unwrap().len(), 1);
        harness.scheduler.shutdown(Wait::ForJobs).await.unwrap();
    }
}

/// In APScheduler a restart forgets what was due meanwhile, and resumes what was paused.
#[tokio::test]
async fn a_restart_neither_undoes_a_pause_nor_forgets_what_was_due_meanwhile() {
    let store = Hooked::default();
    let started = |time: &'static str, hour: &str| {
        let trigger: AnyTrigger = CronTrigger::parse(&format!("0 {hour} * * *")).unwrap().into();
        let jobs = [("paused", hourly()), ("asleep", hourly()), ("changed", trigger)];
        let registry = program(jobs.map(|(id, trigger)| (id, trigger, JobOptions::DEFAULT)).into());
        let builder = Scheduler::builder().registry(registry).job_store("default", store.clone());
        let harness = Harness::new(time, builder);
        async {
            harness.scheduler.start().await.unwrap();
            harness
        }
    };
    let first = started("09:30", "10").await;
    first.scheduler.pause_job("paused").await.unwrap();
    first.scheduler.shutdown(Wait::ForJobs).await.unwrap();

    let second = started("12:30", "14").await;
    second.scheduler.at_rest().await;
    assert_eq!(second.log_of(&["executed"]), ["executed asleep 12:00:00"]);
    assert_eq!(second.scheduler.job("paused").await.unwrap().status(), JobStatus::Paused);
    let changed = second.scheduler.job("changed").await.unwrap();
    assert_eq!(changed.next_run_time(), Some(instant("14:00")));
}

#[tokio::test]
async fn a_job_declared_as_paused_is_paused_where_it_is_new_and_stays_as_somebody_left_it() {
    let store = Hooked::default();
    let next_start = || async {
        let options = JobOptions { paused: true, ..JobOptions::DEFAULT };
        let registry =
            program(vec![("declared", hourly(), options), ("other", hourly(), JobOptions::DEFAULT)]);
        let builder = Scheduler::builder().registry(registry).job_store("default", store.clone());
        let harness = Harness::new("09:30", builder);
        harness.scheduler.start().await.unwrap();
        harness
    };
    let paused = |jobs: Vec<Job>| -> Vec<_> {
        let paused = jobs.into_iter().filter(|job| job.status() == JobStatus::Paused);
        paused.map(|job| job.id().to_string()).collect()
    };
    let harness = next_start().await;
    assert_eq!(paused(harness.scheduler.jobs().await.unwrap()), ["declared"]);
    harness.run_until("10:30").await;
    assert_eq!(harness.log_of(&["executed"]), ["executed other 10:00:00"]);
    harness.scheduler.resume_job("declared").await.unwrap();
    harness.scheduler.pause_job("other").await.unwrap();
    harness.scheduler.shutdown(Wait::ForJobs).await.unwrap();
    let harness = next_start().await;
    assert_eq!(paused(harness.scheduler.jobs().await.unwrap()), ["other"]);
}

#[test]
fn what_cannot_be_written_as_the_argument_of_a_declared_job_is_told_by_the_build() {
    let registry = program(vec![("job", hourly(), JobOptions::DEFAULT)]);
    let call = || JobCall::new("f", &(std::collections::BTreeMap::from([((1, 2), 3)]),));
    let jobs = registry.jobs().map(|job| ScheduledJob { call, ..*job }).collect::<Vec<_>>().leak();
    let body = JobBody::Blocking(|_, _| Ok(JobOutput::NONE));
    let function = JobFunction { name: "f", body, check: |_| Ok(()), states: &[], location: HERE };
    let registry = Registry::from_definitions(vec![function].leak(), jobs).unwrap();
    let error = Scheduler::builder().registry(registry).build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Arguments);
    assert!(error.to_string().starts_with("job `job` at src/lib.rs:1:1: "), "{error}");
}

#[test]
fn an_executor_that_is_not_there_is_told_with_the_place_of_the_attribute() {
    let options = JobOptions { executor: Some("pool"), jobstore: Some("disk"), ..JobOptions::DEFAULT };
    let error = Scheduler::builder().registry(program(vec![("job", hourly(), options)])).build().unwrap_err();
    assert_eq!(
        error.to_string(),
        "job `job` at src/lib.rs:1:1: no job store is called `disk`; there is `default`\n\
         job `job` at src/lib.rs:1:1: no executor is called `pool`; there is `default`"
    );
}

/// Else a program that is restarted more often than the interval is long would never run it.
#[tokio::test]
async fn an_interval_that_says_nothing_of_its_start_goes_on_over_a_restart() {
    let store = Hooked::default();
    let start_at = |time| {
        let daily = IntervalTrigger::hours(24);
        let all =
            || OrTrigger::new([AnyTrigger::from(daily.clone()), IntervalTrigger::hours(30).into()]).unwrap();
        let registry = program(vec![
            ("daily", daily.clone().into(), JobOptions::DEFAULT),
            ("combined", all().into(), JobOptions::DEFAULT),
        ]);
        let builder = Scheduler::builder().registry(registry).job_store("default", store.clone());
        Harness::new(time, builder)
    };
    let harness = start_at("08:00");
    harness.scheduler.start().await.unwrap();
    let first = harness.scheduler.job("daily").await.unwrap();
    harness.scheduler.shutdown(Wait::ForJobs).await.unwrap();

    let harness = start_at("20:00");
    harness.scheduler.start().await.unwrap();
    let again = harness.scheduler.job("daily").await.unwrap();
    assert_eq!((again.trigger(), again.next_run_time()), (first.trigger(), first.next_run_time()));
    let combined = harness.scheduler.job("combined").await.unwrap();
    assert_eq!(combined.next_run_time(), first.next_run_time());
}
