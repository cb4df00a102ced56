//! The kit with which users test their schedules, on jobs as users have them.

use aps_runtime::prelude::*;
use aps_runtime::testing::{Outcome, TestScheduler, fires, fires_of};
use aps_runtime::{ErrorKind, Registry};

#[scheduled_job(interval(hours = 1, start_date = "2026-01-01"), id = "hourly", coalesce = false)]
fn hourly() {}

#[job]
fn count_pages() -> aps_runtime::Json<u32> {
    aps_runtime::Json(7)
}

fn without_jobs() -> TestScheduler {
    let builder =
        Scheduler::builder().timezone("Europe/Helsinki").registry(Registry::linked().unwrap().without_jobs());
    TestScheduler::start(builder, "2026-10-25 00:00:00").unwrap()
}

#[test]
fn times_are_local_and_the_end_is_not_part_of_the_period() {
    let night = fires_of("hourly", "Europe/Helsinki", "2026-10-25 02:00:00".."2026-10-25 05:00:00").unwrap();
    let expected = [
        "2026-10-25 02:00:00 EEST",
        "2026-10-25 03:00:00 EEST",
        "2026-10-25 03:00:00 EET",
        "2026-10-25 04:00:00 EET",
    ];
    assert_eq!(night, expected);
}

#[test]
fn a_job_that_is_not_there_and_a_period_that_is_none_are_errors() {
    let kind = |id, period| fires_of(id, "UTC", period).unwrap_err().kind();
    assert_eq!(kind("daily", "2026-01-01".."2026-01-02"), ErrorKind::JobLookup);
    assert_eq!(kind("hourly", "2026-01-01".."2026-02-30"), ErrorKind::Parse);
    let trigger = || DateTrigger::parse("2026-01-01").unwrap();
    assert_eq!(
        fires(trigger(), "Mars/Phobos", "2026-01-01".."2026-01-02").unwrap_err().kind(),
        ErrorKind::Parse
    );
    assert!(fires(trigger(), "UTC", "2026-01-02".."2026-01-01").unwrap().is_empty());
}

#[test]
fn what_a_machine_that_slept_makes_up_for_is_seen() {
    let test = TestScheduler::start(Scheduler::builder().timezone("UTC"), "2026-01-01 10:30:00").unwrap();
    test.run_until("2026-01-01 11:30:00").unwrap();
    test.jump_to("2026-01-01 13:30:00").unwrap();
    let expected = [
        "2026-01-01 11:00:00 UTC executed",
        "2026-01-01 12:00:00 UTC executed",
        "2026-01-01 13:00:00 UTC executed",
    ];
    assert_eq!(test.outcomes_of("hourly"), expected);
}

#[test]
fn what_is_rolled_into_one_is_seen_and_results_are_kept() {
    let test = without_jobs();
    // Not due at once: that run would race with the jump.
    let half_hourly = CronTrigger::parse("5,35 * * * *").unwrap();
    test.scheduler().add_job(count_pages::job(), half_hourly).id("pages").wait().unwrap();
    test.jump_to("2026-10-25 01:05:00").unwrap();
    assert_eq!(
        test.outcomes_of("pages"),
        [
            "2026-10-25 00:05:00 EEST coalesced",
            "2026-10-25 00:35:00 EEST coalesced",
            "2026-10-25 01:05:00 EEST executed"
        ]
    );
    let last = test.fired().pop().unwrap();
    assert!(matches!(last.outcome(), Outcome::Executed(Some(pages)) if **pages == 7), "{last}");
    assert_eq!(last.to_string(), "pages 2026-10-25 01:05:00 EEST executed");
}

#[test]
fn the_clock_does_not_run_backwards() {
    let test = without_jobs();
    let error = test.run_until("2026-10-24 23:00:00").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidOption);
    assert_eq!(
        error.to_string(),
        "the clock cannot run until 2026-10-24 23:00:00 EEST: it shows 2026-10-25 00:00:00 EEST\n  \
         = help: `jump_to` sets it back"
    );
    test.run_until("2026-10-25 00:00:00").unwrap();
    test.jump_to("2026-10-24 23:00:00").unwrap();
}

#[test]
fn a_jump_of_ten_years_is_seen_in_a_bounded_list() {
    let test = without_jobs();
    let add = |id, trigger| test.scheduler().add_job(count_pages::job(), trigger).id(id).wait().unwrap();
    add("often", IntervalTrigger::parse("5s").unwrap());
    test.jump_to("2026-10-25 00:00:05").unwrap();
    test.jump_to("2036-10-25 00:00:07").unwrap();
    let outcomes = test.outcomes_of("often");
    assert_eq!(outcomes.len(), 1 + 1_000 + 1 + 1);
    assert_eq!(outcomes[1], "2026-10-25 00:00:10 EEST coalesced");
    assert_eq!(
        outcomes[1_000..],
        [
            "2026-10-25 01:23:25 EEST coalesced",
            "2026-10-25 01:23:30 EEST to 2036-10-25 00:00:00 EEST coalesced",
            "2036-10-25 00:00:05 EEST executed"
        ]
    );
    let shared = &test.fired()[1_001];
    assert_eq!(shared.last_run_time().to_rfc3339(), "2036-10-24T21:00:00+00:00");
}

#[test]
fn a_registry_of_some_of_the_jobs_says_which_are_not_there() {
    let registry = Registry::linked().unwrap().only_jobs(["hourly"]).unwrap();
    assert_eq!(registry.jobs().map(|job| job.id).collect::<Vec<_>>(), ["hourly"]);
    let error = Registry::linked().unwrap().only_jobs(["hourly", "dayly"]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::JobLookup);
}

#[tokio::test]
async fn in_async_code_it_says_what_to_use() {
    let error = TestScheduler::start(Scheduler::builder(), "2026-01-01").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::WouldBlock);
}

#[test]
fn what_is_due_at_the_present_instant_is_done_before_the_clock_jumps() {
    let test = without_jobs();
    for number in 0..20 {
        let (id, now) = (number.to_string(), format!("2026-10-25 {:02}:00:00", 4 + number / 2));
        test.jump_to(&now).unwrap();
        let trigger = DateTrigger::at(aps_runtime::Clock::now(test.clock()));
        let job = test.scheduler().add_job(count_pages::job(), trigger).id(&id);
        job.misfire_grace_time(std::time::Duration::ZERO).wait().unwrap();
        test.jump_to("2026-10-26 00:00:00").unwrap();
        assert!(test.outcomes_of(&id)[0].ends_with("executed"), "{:?}", test.outcomes_of(&id));
    }
}
