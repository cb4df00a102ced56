//! What the compiler baked is what the parser makes of the same text.

use std::time::Duration;

use aps_runtime::prelude::*;
use aps_runtime::{AnyTrigger, CalendarInterval, DstGap, DstOverlap, LocalDate};
use aps_triggers::cron::KeyedFields;
use aps_triggers::date::Moment;

/// Declares a job with each trigger, and pairs it with the one made at run time.
macro_rules! table {
    ($($name:ident: ($($trigger:tt)*) == $parsed:expr;)*) => {
        $(
            #[scheduled_job($($trigger)*)]
            fn $name() {}
        )*

        #[test]
        fn baked_equals_parsed() {
            $(
                let parsed = AnyTrigger::from($parsed);
                let baked = crate::scheduled($name::NAME).trigger;
                assert_eq!(baked, &parsed, "{}", stringify!($($trigger)*));
                assert_eq!(baked.to_string(), parsed.to_string());
            )*
        }
    };
}

fn crontab(text: &str) -> CronTrigger {
    CronTrigger::parse(text).unwrap()
}

fn keyed(fields: &KeyedFields<'_>) -> CronTrigger {
    CronTrigger::keyed(fields).unwrap()
}

fn moment(text: &str) -> Moment {
    Moment::parse(text).unwrap()
}

fn date(text: &str) -> LocalDate {
    LocalDate::parse(text).unwrap()
}

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap()
}

const NOTHING: KeyedFields<'static> = KeyedFields {
    year: None,
    month: None,
    day: None,
    week: None,
    day_of_week: None,
    hour: None,
    minute: None,
    second: None,
};

table! {
    every_minute: (cron = "* * * * *") == crontab("* * * * *");
    summer: (cron = "0 0 1-15 may-aug *") == crontab("0 0 1-15 may-aug *");
    either_day: (cron = "30 4 1,15 * fri") == crontab("30 4 1,15 * fri");
    with_seconds: (cron = "*/10 0 8-18/2 * * MON-FRI") == crontab("*/10 0 8-18/2 * * MON-FRI");
    wrapped: (cron = "0 22 * nov-feb fri-mon") == crontab("0 22 * nov-feb fri-mon");
    sundays: (cron = "0 0 * * 0,7") == crontab("0 0 * * 0,7");
    quartz: (cron = "0 0 L,15W,LW * *") == crontab("0 0 L,15W,LW * *");
    nth: (cron = "0 0 ? * fri#2,5L") == crontab("0 0 ? * fri#2,5L");
    hourly: (cron = "@hourly") == crontab("@hourly");
    spaced: (cron = "  0\t0 * * *  ") == crontab("  0\t0 * * *  ");
    raw: (cron = r#"0 0 * * *"#) == crontab("0 0 * * *");
    escaped: (cron = "0 0 \x2a * *") == crontab("0 0 * * *");
    prefixed: (cron = "CRON_TZ=Asia/Tokyo 0 5 * * *") == crontab("CRON_TZ=Asia/Tokyo 0 5 * * *");
    zoned: (cron = "0 5 * * *", timezone = "Europe/Berlin") == crontab("0 5 * * *").timezone(zone("Europe/Berlin"));
    bounded: (cron = "0 5 * * *", start_date = "2030-01-31", end_date = "2031-01-31T08:00:00Z")
        == crontab("0 5 * * *").start_date(moment("2030-01-31")).end_date(moment("2031-01-31T08:00:00Z"));

    hour: (cron(hour = 5)) == keyed(&KeyedFields { hour: Some("5"), ..NOTHING });
    quarterly: (cron(month = "6-8,11-12", day = "3rd fri", hour = "0-3"))
        == keyed(&KeyedFields { month: Some("6-8,11-12"), day: Some("3rd fri"), hour: Some("0-3"), ..NOTHING });
    last: (cron(day = "last,last fri", hour = "*/6")) == keyed(&KeyedFields { day: Some("last,last fri"), hour: Some("*/6"), ..NOTHING });
    years: (cron(year = "2030-2040/2,2050", week = "1-53/3", day_of_week = "mon-fri"))
        == keyed(&KeyedFields { year: Some("2030-2040/2,2050"), week: Some("1-53/3"), day_of_week: Some("mon-fri"), ..NOTHING });
    seconds: (cron(second = "*")) == keyed(&KeyedFields { second: Some("*"), ..NOTHING });
    inside: (cron(minute = 007, timezone = "UTC", start_date = "2030-01-01"))
        == keyed(&KeyedFields { minute: Some("007"), ..NOTHING }).timezone(TimeZone::UTC).start_date(moment("2030-01-01"));

    two_hours: (interval(hours = 2)) == IntervalTrigger::every(Duration::from_secs(7_200));
    sum: (interval(weeks = 1, days = 1, hours = 1, minutes = 1, seconds = 0.5))
        == IntervalTrigger::every(Duration::from_millis(694_860_500));
    in_words: (interval = "1h 30m") == IntervalTrigger::every(Duration::from_secs(5_400));
    anchored: (interval = "90s", start_date = "2030-01-31 08:00:00", timezone = "Asia/Tokyo")
        == IntervalTrigger::every(Duration::from_secs(90)).start_date(moment("2030-01-31 08:00:00")).timezone(zone("Asia/Tokyo"));

    once: (date = "2030-01-31 08:00:00") == DateTrigger::at(moment("2030-01-31 08:00:00"));
    instant: (date = "2030-01-31T08:00:00.25+02:00") == DateTrigger::at(moment("2030-01-31T08:00:00.25+02:00"));
    once_zoned: (date(run_date = "2030-01-31", timezone = "Europe/Berlin"))
        == DateTrigger::at(moment("2030-01-31")).timezone(zone("Europe/Berlin"));
    once_in_parentheses: (date("2030-01-31", timezone = "UTC"))
        == DateTrigger::at(moment("2030-01-31")).timezone(TimeZone::UTC);

    crontab_in_parentheses: (cron("0 5 * * *", end_date = "2031-01-31"), dst_gap = "skip")
        == crontab("0 5 * * *").end_date(moment("2031-01-31")).dst_gap(DstGap::Skip);
    everything: (cron("30 2 * * *", jitter = 120, dst_overlap = "both"), timezone = "Europe/Berlin", dst_gap = "skip")
        == crontab("30 2 * * *").jitter(Duration::from_secs(120)).dst_overlap(DstOverlap::Both)
            .timezone(zone("Europe/Berlin")).dst_gap(DstGap::Skip);
    defaults_of_the_clocks: (cron = "30 2 * * *", dst_gap = "next", dst_overlap = "first") == crontab("30 2 * * *");
    jittered: (interval("2h", jitter = "1m 30s")) == IntervalTrigger::hours(2).jitter(Duration::from_secs(90));
    jittered_beside: (interval(hours = 2), jitter = 0.5) == IntervalTrigger::hours(2).jitter(Duration::from_millis(500));

    monthly: (calendar_interval(months = 1, hour = 15)) == CalendarIntervalTrigger::months(1).at(15, 0, 0);
    all_units: (calendar_interval(years = 1, months = 2, weeks = 3, days = 4, hour = 5, minute = 6, second = 7))
        == CalendarIntervalTrigger::every(CalendarInterval { years: 1, months: 2, weeks: 3, days: 4 }).at(5, 6, 7);
    calendar_options: (
        calendar_interval(days = 2, start_date = "2030-01-31", dst_gap = "next"),
        end_date = "2031-01-31",
        timezone = "Europe/Berlin",
        jitter = 60
    ) == CalendarIntervalTrigger::days(2).start_date(date("2030-01-31")).dst_gap(DstGap::Next)
        .end_date(date("2031-01-31")).timezone(zone("Europe/Berlin")).jitter(Duration::from_secs(60));
    calendar_skips: (calendar_interval(days = 2), dst_gap = "skip") == CalendarIntervalTrigger::days(2);

    friday_13th: (and(cron = "0 12 13 * *", cron(day_of_week = "fri", hour = 12)))
        == AndTrigger::new([crontab("0 12 13 * *"), keyed(&KeyedFields { day_of_week: Some("fri"), hour: Some("12"), ..NOTHING })]).unwrap();
    any_of: (or(cron("0 8 * * *", timezone = "Asia/Tokyo"), interval(hours = 2), date = "2030-01-31", jitter = 30))
        == OrTrigger::new([
            AnyTrigger::from(crontab("0 8 * * *").timezone(zone("Asia/Tokyo"))),
            IntervalTrigger::hours(2).into(),
            DateTrigger::at(moment("2030-01-31")).into(),
        ]).unwrap().jitter(Duration::from_secs(30));
    nested: (or(and(cron = "0 12 13 * *", or(cron = "0 12 * * fri", cron = "0 12 * * mon")), calendar_interval(weeks = 6)), jitter = "5s")
        == OrTrigger::new([
            AnyTrigger::from(AndTrigger::new([
                AnyTrigger::from(crontab("0 12 13 * *")),
                OrTrigger::new([crontab("0 12 * * fri"), crontab("0 12 * * mon")]).unwrap().into(),
            ]).unwrap()),
            CalendarIntervalTrigger::weeks(6).into(),
        ]).unwrap().jitter(Duration::from_secs(5));
}
