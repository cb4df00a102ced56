//! The wall clock is set while the scheduler runs.

use std::num::NonZeroU32;
use std::time::Duration;

use aps_runtime::prelude::*;
use chrono::TimeDelta;

use crate::harness::{Harness, cron, fail, instant, once, succeed};
use crate::hooked::Hooked;

#[tokio::test]
async fn a_clock_set_back_makes_nothing_run_twice() {
    let harness = Harness::started("09:30").await;
    harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).id("hourly").await.unwrap();
    harness.run_until("10:30").await;
    harness.clock.set(instant("08:00"));
    harness.run_until("11:30").await;
    assert_eq!(harness.log_of(&["executed"]), ["executed hourly 10:00:00", "executed hourly 11:00:00"]);
}

#[tokio::test]
async fn a_clock_set_ten_years_forward_runs_a_job_once() {
    let harness = Harness::started("09:30").await;
    harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).id("hourly").await.unwrap();
    harness.jump_to("2036-01-01T00:30:00Z").await;
    assert_eq!(harness.log_of(&["executed"]), ["executed hourly 00:00:00"]);
    let job = harness.scheduler.job("hourly").await.unwrap();
    assert_eq!(job.next_run_time(), Some(instant("2036-01-01T01:00:00Z")));
}

#[tokio::test]
async fn a_year_of_an_hourly_job_takes_every_hour_once() {
    let harness = Harness::started("00:30").await;
    harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).id("hourly").await.unwrap();
    harness.run_until("2027-01-01T00:30:00Z").await;
    assert_eq!(harness.log_of(&["executed"]).len(), 365 * 24);
}

/// The clock was ten years ahead, and is put right.
#[tokio::test]
async fn a_clock_set_ten_years_back_lets_jobs_wait_for_the_times_they_have() {
    let harness = Harness::started("2036-01-01T09:30:00Z").await;
    harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).id("hourly").await.unwrap();
    harness.run_until("2036-01-01T10:30:00Z").await;
    harness.clock.jump(instant("2026-01-01T10:30:00Z"));
    harness.scheduler.at_rest().await;
    harness.run_until("2026-01-02T00:30:00Z").await;
    assert_eq!(harness.log_of(&["executed"]), ["executed hourly 10:00:00"]);
    // Who does not want to wait says so.
    let job = harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).id("hourly");
    job.replace_existing(true).await.unwrap();
    harness.run_until("2026-01-02T01:30:00Z").await;
    assert_eq!(harness.log_of(&["executed"]), ["executed hourly 01:00:00"]);
}

#[tokio::test]
async fn a_clock_set_an_hour_forward_makes_up_for_the_hour() {
    for (coalesce, runs) in [(true, 1), (false, 60)] {
        let harness = Harness::started("09:59:30").await;
        let job = harness.scheduler.add_job(succeed::job(), cron("* * * * *")).id("minutely");
        job.coalesce(coalesce).await.unwrap();
        harness.clock.jump(instant("10:59:30"));
        harness.scheduler.at_rest().await;
        assert_eq!(harness.log_of(&["executed"]).len(), runs);
    }
}

/// A machine that slept for a day: each second has one outcome, and none is run too late.
#[tokio::test]
async fn a_day_of_missed_seconds_is_told_second_by_second() {
    let harness = Harness::started("00:00:00").await;
    let job = harness.scheduler.add_job(succeed::job(), cron("* * * * * *")).id("secondly").coalesce(false);
    job.misfire_grace_time(Duration::from_secs(9)).await.unwrap();
    harness.scheduler.at_rest().await;
    harness.log();
    harness.jump_to("2026-01-02T00:00:00Z").await;
    let told = harness.log_of(&["missed", "executed"]);
    let (missed, executed): (Vec<_>, Vec<_>) = told.into_iter().partition(|line| line.starts_with("missed"));
    assert_eq!((missed.len(), executed.len()), (24 * 60 * 60 - 10, 10));
}

/// A wait is for time that passes: a clock that is set back does not make it longer.
#[tokio::test]
async fn another_attempt_comes_in_time_though_the_clock_is_set_back() {
    let harness = Harness::started("09:30").await;
    let retry = Retry::attempts(NonZeroU32::new(2).unwrap()).delay(Duration::from_secs(10));
    harness.scheduler.add_job(fail::job(), once("10:00")).id("job").retry(retry).await.unwrap();
    harness.run_until("10:00").await;
    harness.clock.jump(instant("2016-01-01T00:00:00Z"));
    harness.clock.advance(TimeDelta::seconds(9));
    let_others_work().await;
    assert_eq!(harness.log_of(&["error"]), [""; 0]);
    harness.clock.advance(TimeDelta::seconds(2));
    harness.until_told("error job 10:00:00 no paper").await;
}

/// Nobody has looked at the clock in between.
#[tokio::test]
async fn another_attempt_comes_in_time_though_the_clock_is_set_back_twice() {
    let harness = Harness::started("09:30").await;
    let retry = Retry::attempts(NonZeroU32::new(2).unwrap()).delay(Duration::from_secs(10));
    harness.scheduler.add_job(fail::job(), once("10:00")).id("job").retry(retry).await.unwrap();
    harness.run_until("10:00").await;
    harness.clock.jump(instant("09:00"));
    harness.clock.advance(TimeDelta::seconds(5));
    harness.clock.jump(instant("08:00"));
    harness.clock.advance(TimeDelta::seconds(5));
    harness.until_told("error job 10:00:00 no paper").await;
}

/// The loop has slept while the clock was set back, and learns of it after the run has failed.
#[tokio::test]
async fn what_fails_after_the_clock_was_set_back_waits_its_full_time() {
    let harness = Harness::started("10:00").await;
    let retry = Retry::attempts(NonZeroU32::new(2).unwrap()).delay(Duration::from_secs(10));
    harness.scheduler.add_job(fail::job(), once("11:00")).id("job").retry(retry).await.unwrap();
    let_others_work().await;
    harness.log();
    harness.clock.jump(instant("09:00"));
    harness.scheduler.run_now("job").await.unwrap();
    let_others_work().await;
    let told = ["submitted job 09:00:00", "retrying job 09:00:00 attempt 2 at 09:00:10 no paper"];
    assert_eq!(harness.log(), told);
    harness.clock.advance(TimeDelta::seconds(10));
    harness.until_told("error job 09:00:00 no paper").await;
}

#[tokio::test]
async fn a_store_that_failed_is_asked_again_in_time_though_the_clock_is_set_back() {
    let store = Hooked::default();
    let harness = Harness::new("09:30", Scheduler::builder().job_store("default", store.clone()));
    harness.scheduler.start().await.unwrap();
    harness.scheduler.add_job(succeed::job(), once("10:00")).id("job").await.unwrap();
    store.before(|name| Box::pin(async move { assert!(name != "advance", "a bad day") }));
    harness.jump_to("10:00").await;
    store.before(|_| Box::pin(async {}));
    harness.clock.jump(instant("09:59:00"));
    harness.clock.advance(TimeDelta::seconds(10));
    let_others_work().await;
    harness.clock.set(instant("10:00"));
    harness.until_told("executed job 10:00:00").await;
}

async fn let_others_work() {
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
}
