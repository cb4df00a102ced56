//! Each job knows what it is called and where it stands.

use std::num::NonZeroU32;
use std::time::Duration;

use aps_runtime::prelude::*;
use aps_runtime::{JobBody, JobOptions, MisfireGraceTime, OnNodeLoss};

use crate::{argument_count, function, scheduled};

const FILE: &str = file!();
const MODULE: &str = module_path!();

const ABOVE_DEFAULTS: u32 = line!();
#[scheduled_job(interval = "1h")]
fn defaults() {}

const ABOVE_EVERYTHING: u32 = line!();
#[doc(hidden)] #[scheduled_job(
    cron(hour = 5, start_date = "2030-01-01"),
    timezone = "Europe/Helsinki",
    id = "entry.everything",
    name = "Every option",
    coalesce = false,
    max_instances = 3,
    misfire_grace_time = "1m 30s",
    executor = "threads",
    jobstore = "durable",
    timeout = "5m",
    retry(attempts = 3, delay = 2, factor = 3, max_delay = "1h"),
    on_node_loss = "rerun",
    paused = true,
    end_date = "2031-01-01"
)]
#[rustfmt::skip]
async fn everything() {}

#[scheduled_job(interval = "1h", id = "entry.unlimited", misfire_grace_time = none, timeout = none)]
fn unlimited() {}

#[scheduled_job(interval = "1h", id = "entry.seconds", misfire_grace_time = 30)]
fn seconds() {}

#[scheduled_job(interval = "1h", id = "entry.retry", retry(attempts = 4), timeout = 1.5, paused = false)]
fn retried() {}

#[job]
fn unscheduled(_to: String) {}

#[job(name = "entry:renamed")]
async fn renamed() {}

fn number(number: u32) -> NonZeroU32 {
    NonZeroU32::new(number).unwrap()
}

#[test]
fn the_id_defaults_to_the_path() {
    let path = format!("{MODULE}::defaults");
    let job = scheduled(&path);
    assert_eq!(job.function, path);
    assert_eq!(defaults::NAME, path);
    assert_eq!(job.options, JobOptions::DEFAULT);
    assert_eq!(job.trigger.to_string(), "interval[1:00:00]");
}

#[test]
fn options_arrive() {
    let job = scheduled("entry.everything");
    assert_eq!(job.function, everything::NAME);
    let expected = JobOptions {
        name: Some("Every option"),
        coalesce: Some(false),
        max_instances: Some(number(3)),
        misfire_grace_time: Some(MisfireGraceTime::Within(Duration::from_secs(90))),
        executor: Some("threads"),
        jobstore: Some("durable"),
        timeout: Some(Duration::from_secs(300)),
        retry: Some(Retry {
            attempts: number(3),
            delay: Duration::from_secs(2),
            factor: number(3),
            max_delay: Duration::from_secs(3_600),
        }),
        on_node_loss: Some(OnNodeLoss::Rerun),
        paused: true,
    };
    assert_eq!(job.options, expected);
    assert_eq!(job.trigger.to_string(), "cron[hour='5']");
    let unlimited = scheduled("entry.unlimited").options;
    assert_eq!(unlimited.misfire_grace_time, Some(MisfireGraceTime::Unlimited));
    assert_eq!(unlimited.timeout, Some(Duration::MAX));
    let seconds = scheduled("entry.seconds").options.misfire_grace_time;
    assert_eq!(seconds, Some(MisfireGraceTime::Within(Duration::from_secs(30))));
    let retried = scheduled("entry.retry").options;
    assert_eq!(retried.retry, Some(Retry::attempts(number(4))));
    assert_eq!(retried.timeout, Some(Duration::from_millis(1_500)));
    assert!(!retried.paused);
}

#[test]
fn the_location_is_that_of_the_attribute() {
    let plain = scheduled(defaults::NAME).location;
    assert_eq!((plain.file, plain.module), (FILE, MODULE));
    assert_eq!((plain.line, plain.column), (ABOVE_DEFAULTS + 1, 1));
    assert_eq!(function(defaults::NAME).location, plain);

    let second_on_its_line = scheduled("entry.everything").location;
    assert_eq!((second_on_its_line.line, second_on_its_line.column), (ABOVE_EVERYTHING + 1, 16));
}

#[test]
fn functions_are_registered_with_their_kind() {
    assert!(matches!(function(defaults::NAME).body, JobBody::Blocking(_)));
    assert!(matches!(function(everything::NAME).body, JobBody::Async(_)));
    assert_eq!(unscheduled::NAME, format!("{MODULE}::unscheduled"));
    assert!(matches!(function(unscheduled::NAME).body, JobBody::Blocking(_)));
    assert_eq!(renamed::NAME, "entry:renamed");
    assert!(matches!(function("entry:renamed").body, JobBody::Async(_)));
}

#[test]
fn the_function_stays_callable() {
    defaults();
    unscheduled("ann@example.org".into());
}

#[test]
fn a_call_carries_the_name_and_the_arguments() {
    let call = unscheduled::job("ann@example.org".into());
    assert_eq!(call.function(), unscheduled::NAME);
    assert_eq!(argument_count(&call), 1);
}
