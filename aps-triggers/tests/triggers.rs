//! What every trigger promises, and what each kind of them does with its window.

#![cfg(feature = "eval")]

use std::borrow::Cow;
use std::time::Duration;

use aps_triggers::cron::{CronExpression, CronFields, CronOptions, DayRule, KeyedFields, YearRange};
use aps_triggers::date::Moment;
use aps_triggers::interval::{Unit, length_of, parse_length};
use aps_triggers::{
    AnyTrigger, CronTrigger, DateTrigger, DstGap, DstOverlap, IntervalTrigger, TimeZone, Trigger, ZoneCell,
};
use chrono::{DateTime, Utc};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn moment(text: &str) -> Moment {
    Moment::parse(text).unwrap()
}

#[test]
fn start_and_end_are_part_of_the_window() {
    let daily = CronTrigger::parse("0 8 * * *").unwrap();
    let window = daily.start_date(moment("2026-05-01 08:00:00")).end_date(moment("2026-05-02 08:00:00"));
    let first = window.next_fire_time(None, at("2026-01-01T00:00:00Z"));
    assert_eq!(first, Some(at("2026-05-01T08:00:00Z")));
    let second = window.next_fire_time(first, at("2026-01-01T00:00:00Z"));
    assert_eq!(second, Some(at("2026-05-02T08:00:00Z")));
    assert_eq!(window.next_fire_time(second, at("2026-01-01T00:00:00Z")), None);
    // The start counts even for one who says it has fired before.
    assert_eq!(window.next_fire_time(Some(at("2026-03-01T00:00:00Z")), at("2026-03-01T00:00:00Z")), first);
}

#[test]
fn a_fire_is_strictly_after_the_previous_one_whatever_now_is() {
    let minutely = CronTrigger::parse("* * * * *").unwrap();
    let previous = at("2026-05-01T08:00:00Z");
    for now in ["2020-01-01T00:00:00Z", "2026-05-01T08:00:00Z", "2030-01-01T00:00:00Z"] {
        let next = minutely.next_fire_time(Some(previous), at(now));
        assert_eq!(next, Some(at("2026-05-01T08:01:00Z")), "now {now}");
    }
    let between = minutely.next_fire_time(None, at("2026-05-01T08:00:00.000001Z"));
    assert_eq!(between, Some(at("2026-05-01T08:01:00Z")));
}

#[test]
fn intervals_stay_on_their_grid() {
    let hourly = IntervalTrigger::every(Duration::from_secs(3_600)).start_date(at("2026-01-01T00:30:00Z"));
    let now = at("2026-06-01T00:00:00Z");
    let next = |previous: &str| hourly.next_fire_time(Some(at(previous)), now);
    assert_eq!(hourly.next_fire_time(None, now), Some(at("2026-06-01T00:30:00Z")));
    assert_eq!(hourly.next_fire_time(None, at("2025-01-01T00:00:00Z")), Some(at("2026-01-01T00:30:00Z")));
    assert_eq!(next("2026-06-01T00:30:00Z"), Some(at("2026-06-01T01:30:00Z")));
    assert_eq!(next("2026-06-01T00:47:11Z"), Some(at("2026-06-01T01:30:00Z")));
    assert_eq!(next("2025-01-01T00:00:00Z"), Some(at("2026-01-01T00:30:00Z")));
}

#[test]
fn an_interval_without_start_begins_one_interval_after_it_is_taken_on() {
    let now = at("2026-01-01T00:00:00Z");
    let trigger = AnyTrigger::from(IntervalTrigger::every(Duration::from_secs(90)));
    assert_eq!(trigger.next_fire_time(None, now), Some(at("2026-01-01T00:01:30Z")));
    let resolved = trigger.resolve(TimeZone::UTC, now);
    assert_eq!(resolved.next_fire_time(None, at("2026-01-01T00:10:00Z")), Some(at("2026-01-01T00:10:30Z")));
    assert_eq!(resolved.clone().resolve(TimeZone::UTC, at("2030-01-01T00:00:00Z")), resolved);
}

#[test]
fn an_interval_ends_and_copes_with_any_length() {
    let trigger = IntervalTrigger::every(Duration::from_secs(60)).end_date(at("2026-01-01T00:01:00Z"));
    let start = at("2026-01-01T00:00:00Z");
    assert_eq!(trigger.next_fire_time(Some(start), start), Some(at("2026-01-01T00:01:00Z")));
    assert_eq!(trigger.next_fire_time(Some(at("2026-01-01T00:01:00Z")), start), None);
    for length in [Duration::ZERO, Duration::MAX] {
        let trigger = IntervalTrigger::every(length);
        assert_eq!(trigger.next_fire_time(None, start), None);
        assert_eq!(trigger.next_fire_time(Some(DateTime::<Utc>::MAX_UTC), start), None);
        assert!(trigger.check().is_err());
    }
    let anchored = IntervalTrigger::every(Duration::from_nanos(1)).start_date(DateTime::<Utc>::MIN_UTC);
    assert_eq!(anchored.next_fire_time(None, DateTime::<Utc>::MAX_UTC), Some(DateTime::<Utc>::MAX_UTC));
    assert_eq!(anchored.next_fire_time(Some(DateTime::<Utc>::MAX_UTC), start), None);
}

#[test]
fn a_date_fires_once_even_if_it_is_late() {
    let trigger = DateTrigger::at(at("2020-01-01T00:00:00Z"));
    let now = at("2026-01-01T00:00:00Z");
    assert_eq!(trigger.next_fire_time(None, now), Some(at("2020-01-01T00:00:00Z")));
    assert_eq!(trigger.next_fire_time(Some(at("2019-01-01T00:00:00Z")), now), None);
}

#[test]
fn resolving_fills_in_the_zone_and_overrules_nothing() {
    let berlin = TimeZone::get("Europe/Berlin").unwrap();
    let tokyo = TimeZone::get("Asia/Tokyo").unwrap();
    let now = at("2026-01-01T00:00:00Z");
    let fires = |trigger: AnyTrigger| trigger.resolve(berlin, now).next_fire_time(None, now).unwrap();
    let local = DateTrigger::parse("2026-06-01 08:00:00").unwrap();
    assert_eq!(fires(local.clone().into()), at("2026-06-01T06:00:00Z"));
    assert_eq!(fires(local.timezone(tokyo).into()), at("2026-05-31T23:00:00Z"));
    assert_eq!(fires(CronTrigger::parse("0 8 * * *").unwrap().into()), at("2026-01-01T07:00:00Z"));
    let prefixed = CronTrigger::parse("CRON_TZ=asia/tokyo 0 8 * * *").unwrap();
    assert_eq!(prefixed.to_string(), "cron[0 8 * * *]");
    assert_eq!(fires(prefixed.into()), at("2026-01-01T23:00:00Z"));
}

#[test]
fn missed_fires_are_rolled_into_the_last_one() {
    let first = at("2025-01-01T00:00:00Z");
    let now = at("2026-01-01T12:34:56.789Z");
    for (crontab, last) in [
        ("* * * * * *", "2026-01-01T12:34:56Z"),
        ("*/5 * * * *", "2026-01-01T12:30:00Z"),
        ("0 0 * * *", "2026-01-01T00:00:00Z"),
        ("0 0 29 2 *", "2025-01-01T00:00:00Z"),
    ] {
        let trigger = CronTrigger::parse(crontab).unwrap();
        assert_eq!(trigger.last_fire_time_until(first, now), at(last), "{crontab}");
        assert_eq!(trigger.last_fire_time_until(at(last), now), at(last), "{crontab}");
    }
    let millis = IntervalTrigger::every(Duration::from_millis(7)).start_date(first);
    let last = millis.last_fire_time_until(first, now);
    assert!(last <= now && millis.next_fire_time(Some(last), now).unwrap() > now);
    assert_eq!(DateTrigger::at(first).last_fire_time_until(first, now), first);
}

#[test]
fn texts_are_those_of_apscheduler() {
    for (seconds, text) in [(7_200, "2:00:00"), (93_600, "1 day, 2:00:00"), (1_296_000, "15 days, 0:00:00")] {
        let trigger = IntervalTrigger::every(Duration::from_secs(seconds));
        assert_eq!(trigger.to_string(), format!("interval[{text}]"));
    }
    assert_eq!(IntervalTrigger::every(Duration::from_millis(500)).to_string(), "interval[0:00:00.500000]");
    let spaced = CronTrigger::parse("  0  0\t1-15 may-aug * ").unwrap();
    assert_eq!(spaced.to_string(), "cron[0 0 1-15 may-aug *]");
    let date = DateTrigger::parse("2021-01-01 00:00:00").unwrap();
    assert_eq!(date.to_string(), "date[2021-01-01 00:00:00 UTC]");
}

#[test]
fn moments_in_gaps_and_overlaps() {
    let berlin = TimeZone::get("Europe/Berlin").unwrap();
    let local = |text: &str| berlin.to_local(moment(text).in_zone(berlin)).to_string();
    assert_eq!(local("2021-03-28 02:30:00"), "2021-03-28 03:30:00 CEST");
    assert_eq!(local("2021-10-31 02:30:00"), "2021-10-31 02:30:00 CEST");
    assert_eq!(local("2021-10-31T02:30:00+01:00"), "2021-10-31 02:30:00 CET");
    assert_eq!(local("2600-03-30 02:30:00"), "2600-03-30 03:30:00 CEST");
    assert_eq!(moment("2026-01-01 00:00:00.5").in_zone(berlin), at("2025-12-31T23:00:00.5Z"));
}

#[test]
fn moments_out_of_reach_are_kept_in_range() {
    let far = |seconds| Moment::Instant { seconds, nanos: 0 }.in_zone(TimeZone::UTC);
    assert_eq!(far(i64::MAX), DateTime::<Utc>::MAX_UTC);
    assert_eq!(far(i64::MIN), DateTime::<Utc>::MIN_UTC);
    let never = CronTrigger::parse("* * * * *").unwrap().start_date(DateTime::<Utc>::MAX_UTC);
    assert_eq!(never.next_fire_time(None, DateTime::<Utc>::MIN_UTC), None);
}

#[test]
fn zones_are_equal_by_name_however_they_came_about() {
    static BERLIN: ZoneCell = ZoneCell::new("Europe/Berlin");
    static UTC: ZoneCell = ZoneCell::new("UTC");
    let fixed = TimeZone::from_static(&BERLIN);
    let found = TimeZone::get("EUROPE/berlin").unwrap();
    assert_eq!((fixed, fixed.name()), (found, "Europe/Berlin"));
    assert_eq!(TimeZone::from_static(&UTC), TimeZone::UTC);
    let noon = at("2026-07-01T12:00:00Z");
    assert_eq!(fixed.to_local(noon), found.to_local(noon));
    assert_eq!(fixed.to_local(noon).offset_seconds(), 7_200);
    assert_eq!(size_of::<Option<TimeZone>>(), size_of::<usize>());
    assert!(TimeZone::get("Europe/Berln").unwrap_err().to_string().contains("did you mean `Europe/Berlin`?"));
    assert!(!TimeZone::system().name().is_empty());
}

#[test]
fn lengths_add_up() {
    let length = |units: &[(Unit, f64)]| length_of(units.iter().copied()).map_err(|error| error.to_string());
    assert_eq!(length(&[(Unit::Weeks, 1.0), (Unit::Days, 0.5)]), Ok(Duration::from_secs(648_000)));
    assert_eq!(length(&[(Unit::Seconds, 0.001)]), Ok(Duration::from_millis(1)));
    for (units, message) in [
        (&[][..], "zero"),
        (&[(Unit::Hours, 0.0)], "zero"),
        (&[(Unit::Hours, 2.0), (Unit::Minutes, -1.0)], "negative"),
        (&[(Unit::Hours, f64::NAN)], "finite"),
        (&[(Unit::Hours, f64::INFINITY)], "finite"),
        (&[(Unit::Weeks, 1e300)], "too long"),
        (&[(Unit::Weeks, 1e9)], "too long"),
    ] {
        let error = length(units).unwrap_err();
        assert!(error.contains(message), "{error}");
    }
    for (text, millis) in [
        ("2h", 7_200_000),
        ("1h 30m", 5_400_000),
        ("1h30m", 5_400_000),
        ("1 day", 86_400_000),
        ("1.5h", 5_400_000),
        ("500MS", 500),
    ] {
        assert_eq!(parse_length(text).unwrap(), Duration::from_millis(millis), "{text}");
    }
}

#[test]
fn a_cron_trigger_gives_back_what_it_was_given() {
    let plain = CronTrigger::parse(" 30 2  * * * ").unwrap();
    assert_eq!((plain.text(), plain.zone(), plain.starts(), plain.ends()), ("30 2 * * *", None, None, None));
    assert_eq!((plain.gap(), plain.overlap(), plain.max_jitter()), Default::default());
    let (start, end) = (Moment::parse("2030-01-31").unwrap(), Moment::parse("2031-01-31T08:00:00Z").unwrap());
    let zone = TimeZone::get("Asia/Tokyo").unwrap();
    let minute = Duration::from_secs(60);
    let full = plain.clone().timezone(zone).start_date(start).end_date(end);
    let full = full.dst_gap(DstGap::Skip).dst_overlap(DstOverlap::Both).jitter(minute);
    assert_eq!((full.zone(), full.starts(), full.ends()), (Some(zone), Some(start), Some(end)));
    assert_eq!((full.gap(), full.overlap()), (DstGap::Skip, DstOverlap::Both));
    assert_eq!(full.max_jitter(), Some(minute));
    let now = at("2030-06-01T00:00:30Z");
    assert_eq!(full.next_fire_time(None, now), Some(at("2030-06-01T17:30:00Z")), "jitter is not in it");
    assert_eq!(full.fields(), plain.fields());
    assert_ne!(full, plain);
    // What is set to the default equals what is left at it.
    assert_eq!(plain.clone().dst_gap(DstGap::Next), plain);
}

/// A process may hold a million of them.
#[test]
fn triggers_are_small() {
    assert!(size_of::<CronTrigger>() <= 40, "{} bytes", size_of::<CronTrigger>());
    assert!(size_of::<AnyTrigger>() <= 80, "{} bytes", size_of::<AnyTrigger>());
}

/// What a macro writes down.
#[test]
fn a_trigger_can_be_a_static() {
    static BERLIN: ZoneCell = ZoneCell::new("Europe/Berlin");
    static YEARS: [YearRange; 1] = [YearRange { first: 2030, last: 2040, step: 2 }];
    static OPTIONS: CronOptions = CronOptions {
        end_date: Some(Moment::Instant { seconds: 2_000_000_000, nanos: 0 }),
        ..CronOptions::DEFAULT
    };
    static EXPRESSION: CronExpression = CronExpression {
        fields: CronFields {
            seconds: 1,
            minutes: 1,
            hours: 0b1111,
            days: 0,
            from_end: 0,
            nearest: 0,
            nth: 1 << (4 * 6 + 2),
            weekdays: 0b111_1111,
            months: 1 << 6,
            weeks: (1 << 54) - 2,
            years: Cow::Borrowed(&YEARS),
            day_rule: DayRule::Keyed,
            fixed_time: true,
        },
        text: Cow::Borrowed("year='2030-2040/2', month='6', day='3rd fri', hour='0-3'"),
    };
    static TRIGGER: AnyTrigger =
        AnyTrigger::Cron(CronTrigger::baked(&EXPRESSION, Some(TimeZone::from_static(&BERLIN)), &OPTIONS));
    let fields = KeyedFields {
        year: Some("2030-2040/2"),
        month: Some("06"),
        day: Some("3rd FRI"),
        hour: Some("0-3"),
        ..KeyedFields::default()
    };
    let parsed = CronTrigger::keyed(&fields).unwrap().timezone(TimeZone::get("Europe/Berlin").unwrap());
    assert_eq!(TRIGGER, parsed.end_date(DateTime::from_timestamp(2_000_000_000, 0).unwrap()).into());
    let next = TRIGGER.next_fire_time(None, at("2026-01-01T00:00:00Z"));
    assert_eq!(next, Some(at("2030-06-20T22:00:00Z")));
}

#[cfg(feature = "chrono-tz")]
#[test]
fn every_zone_of_chrono_tz_is_known() {
    for zone in chrono_tz::TZ_VARIANTS {
        assert_eq!(TimeZone::from(zone).name(), zone.name());
    }
}

#[test]
fn intervals_in_code() {
    let parsed = |text: &str| IntervalTrigger::parse(text).unwrap();
    assert_eq!(parsed("2h"), IntervalTrigger::hours(2));
    assert_eq!(parsed("1.5 weeks"), IntervalTrigger::minutes(15_120));
    assert_eq!(parsed("1d 90s"), IntervalTrigger::of([(Unit::Days, 1.0), (Unit::Seconds, 90.0)]).unwrap());
    assert_eq!(IntervalTrigger::weeks(1), IntervalTrigger::days(7));
    assert_eq!(IntervalTrigger::seconds(u32::MAX).length().as_secs(), u64::from(u32::MAX));
    assert!(IntervalTrigger::parse("2 fortnights").unwrap_err().to_string().contains("not a unit of time"));
    assert!(IntervalTrigger::of([(Unit::Days, -1.0)]).unwrap_err().to_string().contains("negative"));
}

#[test]
fn an_end_before_the_start_is_found() {
    let (start, end) = (moment("2026-02-01 00:00:00"), moment("2026-01-31 23:00:00"));
    let cron = CronTrigger::parse("0 0 * * *").unwrap().start_date(start);
    let interval = IntervalTrigger::hours(1).start_date(start);
    for (reversed, fine) in [
        (AnyTrigger::from(cron.clone().end_date(end)), AnyTrigger::from(cron.clone().end_date(start))),
        (interval.clone().end_date(end).into(), interval.clone().end_date(start).into()),
    ] {
        let error = reversed.check().unwrap_err().to_string();
        assert!(error.contains("the end comes before the start"), "{error}");
        assert_eq!(fine.check(), Ok(()));
    }
    // An instant and a local time can be compared in a zone only.
    let mixed = interval.end_date(at("2026-01-31T23:00:00Z"));
    assert_eq!(mixed.check(), Ok(()));
    assert!(mixed.clone().timezone(TimeZone::UTC).check().is_err());
    assert!(mixed.timezone(TimeZone::get("Asia/Tokyo").unwrap()).check().is_ok());
}
