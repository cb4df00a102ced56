//! `cron!`, `every!` and `at!`, wherever an expression can stand.

use std::time::Duration;

use aps_runtime::prelude::*;
use aps_runtime::{AnyTrigger, KeyedFields, Moment};

const NIGHTLY: CronTrigger = cron!("30 2 * * *", timezone = "Europe/Berlin", jitter = 120);
static OFTEN: IntervalTrigger = every!(minutes = 2, seconds = 30.5, start_date = "2030-01-01");
const ONCE: DateTrigger = at!("2009-11-06 16:30:05", timezone = "Asia/Tokyo");

macro_rules! at_hour {
    ($hour:literal) => {
        cron!(hour = $hour)
    };
    (text $crontab:literal in $zone:expr) => {
        cron!($crontab, timezone = $zone)
    };
}

mod renamed {
    pub(super) mod scheduler {
        pub(crate) use ::aps_runtime::*;
    }

    pub(super) fn trigger() -> scheduler::CronTrigger {
        scheduler::cron!(crate = scheduler, "0 5 * * *", timezone = "UTC")
    }
}

mod without_prelude {
    #![no_implicit_prelude]

    mod core {}
    mod std {}
    mod aps_runtime {}

    pub(super) fn triggers()
    -> (::aps_runtime::CronTrigger, ::aps_runtime::IntervalTrigger, ::aps_runtime::DateTrigger) {
        (
            ::aps_runtime::cron!(year = "2030-2040/2", hour = 5, start_date = "2030-01-01", timezone = "UTC"),
            ::aps_runtime::every!("2h", jitter = "5s"),
            ::aps_runtime::at!("2030-01-31T08:00:00Z"),
        )
    }
}

fn berlin() -> TimeZone {
    TimeZone::get("Europe/Berlin").unwrap()
}

#[test]
fn they_are_what_the_parsers_make() {
    let parsed = CronTrigger::parse("30 2 * * *").unwrap();
    assert_eq!(cron!("30 2 * * *"), parsed);
    assert_eq!(NIGHTLY, parsed.timezone(berlin()).jitter(Duration::from_secs(120)));
    let quarterly = KeyedFields { month: Some("6-8"), day: Some("3rd fri"), ..KeyedFields::default() };
    assert_eq!(cron!(month = "6-8", day = "3rd fri",), CronTrigger::keyed(&quarterly).unwrap());
    let start = Moment::parse("2030-01-01").unwrap();
    assert_eq!(OFTEN, IntervalTrigger::every(Duration::from_millis(150_500)).start_date(start));
    assert_eq!(every!("1h 30m"), IntervalTrigger::parse("1h 30m").unwrap());
    let once = Moment::parse("2009-11-06 16:30:05").unwrap();
    assert_eq!(ONCE, DateTrigger::at(once).timezone(TimeZone::get("Asia/Tokyo").unwrap()));
    assert_eq!(at!(run_date = "2009-11-06 16:30:05"), DateTrigger::at(once));
}

#[test]
fn macros_can_make_them() {
    assert_eq!(at_hour!(5).to_string(), "cron[hour='5']");
    assert_eq!(at_hour!(text "0 5 * * *" in "Europe/Berlin").zone(), Some(berlin()));
}

#[test]
fn they_stand_anywhere() {
    let triggers = [AnyTrigger::from(cron!("@daily")), every!("1h").into(), at!("2030-01-31").into()];
    assert_eq!(triggers.len(), 3);
    let by_day = |weekend: bool| if weekend { cron!(hour = 11) } else { cron!(hour = 8) };
    assert_eq!(by_day(true).dst_gap(aps_runtime::DstGap::Skip).text(), "hour='11'");
    assert_eq!(cron!("0 0 1-15 may-aug *").describe(), "at 00:00 on days 1–15 of May to August");
    assert_eq!(std::array::from_fn::<_, 2, _>(|_| every!("5s")), [every!("5s"), every!(seconds = 5)]);
}

#[test]
fn neither_names_nor_paths_matter() {
    assert_eq!(renamed::trigger(), cron!("0 5 * * *", timezone = "UTC"));
    let (cron, every, at) = without_prelude::triggers();
    assert_eq!(cron.text(), "year='2030-2040/2', hour='5'");
    assert_eq!(every.max_jitter(), Some(Duration::from_secs(5)));
    assert_eq!(at.run_date(), Moment::parse("2030-01-31T08:00:00Z").unwrap());
}
