//! What people have suffered from with APScheduler 3, by its list of issues: each of these
//! tests is named after what should have happened. More of them are where they belong, such
//! as `clock`, `declared`, `lifecycle` and `misfire`.

use std::sync::Arc;
use std::time::Duration;

use aps_runtime::prelude::*;
use aps_runtime::testing::ManualClock;
use aps_runtime::{CalendarIntervalTrigger, TimeZone};
use chrono::{TimeDelta, Timelike};

use crate::harness::{Harness, cron, hold, instant, once, release, succeed};
use crate::hooked::Hooked;

fn berlin() -> TimeZone {
    TimeZone::get("Europe/Berlin").unwrap()
}

/// What was executed from one instant to another, by the second.
async fn executed(trigger: impl Into<aps_runtime::AnyTrigger>, from: &str, until: &str) -> Vec<String> {
    let harness = Harness::started(from).await;
    harness.scheduler.add_job(succeed::job(), trigger.into()).id("job").await.unwrap();
    harness.run_until(until).await;
    harness.log_of(&["executed"])
}

/// #606: midnight does not exist on the day on which the clocks go forward in Beirut.
#[tokio::test]
async fn the_midnight_after_the_clocks_went_forward_is_not_lost() {
    let daily = cron("0 0 * * *").timezone(TimeZone::get("Asia/Beirut").unwrap());
    let told = executed(daily, "2021-03-26T12:00:00Z", "2021-03-29T12:00:00Z").await;
    assert_eq!(told, ["executed job 22:00:00", "executed job 22:00:00", "executed job 21:00:00"]);
}

/// #1021, #980, #105.
#[tokio::test]
async fn the_repeated_hour_neither_stops_the_loop_nor_is_run_twice() {
    let half_past_two = cron("30 2 * * *").timezone(berlin());
    let told = executed(half_past_two, "2021-10-30T12:00:00Z", "2021-11-01T12:00:00Z").await;
    assert_eq!(told, ["executed job 00:30:00", "executed job 01:30:00"]);
}

/// #1103, #1036.
#[tokio::test]
async fn a_change_of_the_clocks_lets_nobody_sleep_an_hour_too_long() {
    let hourly = || cron("0 * * * *").timezone(berlin());
    for day in ["2021-03-28", "2021-10-31"] {
        let (from, until) = (format!("{day}T00:30:00Z"), format!("{day}T03:30:00Z"));
        let told = executed(hourly(), &from, &until).await;
        assert_eq!(told, ["executed job 01:00:00", "executed job 02:00:00", "executed job 03:00:00"]);
    }
}

/// #120, #1059, #115, #154: half past two does not exist on that day.
#[tokio::test]
async fn a_time_that_the_clocks_skip_runs_when_they_have_skipped_it() {
    let half_past_two = cron("30 2 * * *").timezone(berlin());
    let told = executed(half_past_two, "2021-03-27T12:00:00Z", "2021-03-29T12:00:00Z").await;
    assert_eq!(told, ["executed job 01:00:00", "executed job 00:30:00"]);
}

/// #375, #215, #97, #372: an elapsed day moves by an hour, a day of the calendar does not.
#[tokio::test]
async fn a_daily_job_keeps_its_time_of_day_when_the_clocks_change() {
    let (from, until) = ("2021-03-26T12:00:00Z", "2021-03-29T12:00:00Z");
    let daily = CalendarIntervalTrigger::days(1).at(8, 0, 0).timezone(berlin());
    let told = executed(daily, from, until).await;
    assert_eq!(told, ["executed job 07:00:00", "executed job 06:00:00", "executed job 06:00:00"]);
}

/// #292, #182, #296, #146: by default a run is lost if it is late by more than a second.
#[tokio::test]
async fn a_run_that_is_late_runs_late_instead_of_being_lost() {
    let harness = Harness::started("09:30").await;
    harness.scheduler.add_job(succeed::job(), once("10:00:00")).id("job").await.unwrap();
    harness.jump_to("10:00:02").await;
    assert_eq!(harness.log_of(&["executed", "missed"]), ["executed job 10:00:00"]);
}

/// #1095, #977, #474.
#[tokio::test]
async fn a_run_that_finds_no_place_costs_nobody_but_itself() {
    let harness = Harness::started("09:30").await;
    harness.scheduler.add_job(hold::job(), cron("0 * * * *")).id("overlapping").await.unwrap();
    harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).id("other").await.unwrap();
    for (time, told) in
        [("10:00", "submitted overlapping 10:00:00"), ("11:00", "max_instances overlapping 11:00:00")]
    {
        harness.clock.set(instant(time));
        let mut log = Vec::new();
        while !(log.contains(&told.to_owned()) && log.contains(&format!("executed other {time}:00"))) {
            tokio::task::yield_now().await;
            log.extend(harness.log());
        }
    }
    release("overlapping");
    release("overlapping");
    harness.run_until("12:00").await;
    assert_eq!(
        harness.log_of(&["executed overlapping"]),
        ["executed overlapping 10:00:00", "executed overlapping 12:00:00"]
    );
}

/// #342, #423, #528: nobody ever releases it.
#[tokio::test]
async fn a_run_that_hangs_does_not_block_its_schedule_for_ever() {
    let harness = Harness::started("09:30").await;
    let job = harness.scheduler.add_job(hold::job(), cron("0 * * * *")).id("hangs");
    job.timeout(Duration::from_secs(60)).await.unwrap();
    for hour in ["10:00", "11:00"] {
        harness.clock.set(instant(hour));
        harness.until_told(&format!("submitted hangs {hour}:00")).await;
        harness.clock.advance(TimeDelta::seconds(60));
        harness
            .until_told(&format!("error hangs {hour}:00 the run took longer than its timeout of 60s"))
            .await;
    }
}

/// #109, #213, #283: whichever call of the store it is, and whether it fails or panics.
#[tokio::test]
async fn a_store_that_has_a_bad_moment_does_not_end_the_loop() {
    for call in ["due", "advance", "next"] {
        let store = Hooked::default();
        let harness = Harness::new("09:30", Scheduler::builder().job_store("default", store.clone()));
        harness.scheduler.start().await.unwrap();
        harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).id("job").await.unwrap();
        harness.scheduler.at_rest().await;
        store.before_the_first(call, || async { panic!("a bad moment") });
        harness.run_until("11:30").await;
        let log = harness.log_of(&["store", "executed"]).into_iter();
        let (of_store, of_job): (Vec<_>, Vec<_>) = log.partition(|line| line.starts_with("store"));
        assert_eq!(of_store, ["store default failed: a bad moment", "store default works again"], "{call}");
        assert_eq!(of_job, ["executed job 10:00:00", "executed job 11:00:00"], "{call}");
    }
}

/// #157, #675, #567: the runs are neither ended nor forgotten.
#[tokio::test]
async fn a_shutdown_that_does_not_wait_leaves_runs_to_their_end_and_that_is_told() {
    let harness = Harness::started("09:30").await;
    harness.scheduler.add_job(hold::job(), cron("0 * * * *")).id("left_alone").await.unwrap();
    harness.clock.set(instant("10:00"));
    harness.until_told("submitted left_alone 10:00:00").await;
    harness.scheduler.shutdown(Wait::No).await.unwrap();
    assert_eq!(harness.log(), ["shut down"]);
    release("left_alone");
    harness.scheduler.at_rest().await;
    assert_eq!(harness.log(), ["executed left_alone 10:00:00"]);
}

/// #75, #285: after a restart the pool of threads was dead, and one-shot jobs vanished.
#[tokio::test]
async fn a_restarted_scheduler_runs_plain_functions_too_and_loses_no_date() {
    let harness = Harness::started("09:30").await;
    harness.scheduler.shutdown(Wait::ForJobs).await.unwrap();
    harness.scheduler.start().await.unwrap();
    let job = harness.scheduler.add_job(crate::harness::succeed_on_a_thread::job(), once("10:00"));
    job.id("once").await.unwrap();
    harness.run_until("10:00").await;
    assert_eq!(harness.log_of(&["executed", "error"]), ["executed once 10:00:00"]);
}

/// #235, #810, #600, #223: a traceback kept what the run had in its hands.
#[tokio::test]
async fn what_a_failed_run_had_in_its_hands_is_let_go() {
    let harness = Harness::started("09:30").await;
    let given = Arc::new(());
    let job = {
        let given = given.clone();
        move || {
            let held = given.clone();
            async move {
                assert!(Arc::strong_count(&held) < 3, "with {}", Arc::strong_count(&held));
            }
        }
    };
    harness.scheduler.add_job(job, cron("0 * * * *")).id("job").await.unwrap();
    harness.run_until("11:30").await;
    assert_eq!(
        harness.log_of(&["error"]),
        ["error job 10:00:00 panicked: with 3", "error job 11:00:00 panicked: with 3"]
    );
    assert_eq!(Arc::strong_count(&given), 2, "ours, and that of the closure");
}

/// #376, #315, #400: a trigger that was made before the job did not know the scheduler's zone.
#[tokio::test]
async fn a_trigger_without_a_zone_goes_by_that_of_the_scheduler() {
    let clock = ManualClock::at(instant("00:00"));
    let scheduler = Scheduler::builder().clock(clock).timezone("Europe/Helsinki").build().unwrap();
    scheduler.start().await.unwrap();
    let next = |job: Job| job.next_run_time().unwrap().hour();
    let eight = CronTrigger::parse("0 8 * * *").unwrap();
    assert_eq!(next(scheduler.add_job(succeed::job(), eight.clone()).await.unwrap()), 6);
    let utc = eight.timezone(TimeZone::UTC);
    assert_eq!(next(scheduler.add_job(succeed::job(), utc).await.unwrap()), 8);
}
