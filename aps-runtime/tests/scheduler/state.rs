//! State that jobs share.

use aps_runtime::prelude::*;
use aps_runtime::{
    Arguments, ErrorKind, Inject, IntoJobResult, JobBody, JobCall, JobErrorKind, JobFunction, JobOptions,
    JobResult, Registry, ScheduledJob, SourceLocation, StateType,
};

use crate::declared::hourly;
use crate::harness::Harness;

#[derive(Clone)]
struct Pool(&'static str);

const HERE: SourceLocation = SourceLocation { module: "shop", file: "src/orders.rs", line: 7, column: 1 };

/// What an attribute makes of `fn report(State(pool): State<Pool>) -> Result<(), String>`.
fn report(context: JobContext, _: &Arguments) -> JobResult {
    let State(pool) = <State<Pool> as Inject>::inject(&context)?;
    (pool.0 == "full").then_some(()).ok_or("not the pool that was given").into_job_result()
}

fn functions() -> &'static [JobFunction] {
    const STATES: &[StateType] = &[StateType::of::<State<Pool>>()];
    let (body, check) = (JobBody::Blocking(report), |_: &Arguments| Ok(()));
    vec![JobFunction { name: "report", body, check, states: STATES, location: HERE }].leak()
}

fn declared() -> &'static [ScheduledJob] {
    let call = || JobCall::new("report", &());
    let (trigger, options) = (Box::leak(Box::new(hourly())), JobOptions::DEFAULT);
    vec![ScheduledJob { id: "hourly", function: "report", call, trigger, options, location: HERE }].leak()
}

#[tokio::test]
async fn each_run_gets_a_clone() {
    let registry = Registry::from_definitions(functions(), declared()).unwrap();
    let harness = Harness::new("09:30", Scheduler::builder().registry(registry).state(Pool("full")));
    harness.scheduler.start().await.unwrap();
    harness.run_until("11:30").await;
    assert_eq!(
        harness.log_of(&["executed", "error"]),
        ["executed hourly 10:00:00", "executed hourly 11:00:00"]
    );
}

#[test]
fn what_a_declared_job_misses_is_told_before_anything_runs() {
    let registry = Registry::from_definitions(functions(), declared()).unwrap();
    let error = Scheduler::builder().registry(registry).build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::MissingState);
    assert_eq!(
        error.to_string(),
        "\
job `hourly` at src/orders.rs:7:1: function `report` wants shared state that the scheduler does not have: src/orders.rs:7:1
  = help: give it one of type `scheduler::state::Pool`: `Scheduler::builder().state(…)`"
    );
}

#[tokio::test]
async fn what_another_job_misses_is_told_when_it_is_added() {
    let registry = Registry::from_definitions(functions(), &[]).unwrap();
    let harness = Harness::new("09:30", Scheduler::builder().registry(registry));
    let error = harness.scheduler.add_job(JobCall::new("report", &()), hourly()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::MissingState);
}

#[test]
fn of_two_of_one_type_nobody_could_say_which_is_meant() {
    let error = Scheduler::builder().state(Pool("full")).state(Pool("empty")).build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidOption);
    assert!(error.to_string().contains("`scheduler::state::Pool` is given twice"), "{error}");
}

/// A context that was made by hand is not checked by a build.
#[test]
fn a_context_without_the_state_is_an_error_of_the_run() {
    let scheduler = Scheduler::builder().build().unwrap();
    let context =
        aps_runtime::testing::job_context(&scheduler, "job", crate::harness::instant("10:00")).unwrap();
    let error = <State<Pool> as Inject>::inject(&context).err().unwrap();
    assert_eq!(error.kind(), JobErrorKind::NotStarted);
}
