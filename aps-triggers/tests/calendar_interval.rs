//! Calendar intervals: the dates, the clocks, and the ends of the calendar.

#![cfg(feature = "eval")]

mod support;

use aps_triggers::calendar_interval::CalendarInterval;
use aps_triggers::cron::DstGap;
use aps_triggers::date::LocalDate;
use aps_triggers::{AnyTrigger, CalendarIntervalTrigger, TimeZone, Trigger, ZoneCell};
use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use jiff::tz::AmbiguousOffset;
use proptest::prelude::*;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn date(text: &str) -> LocalDate {
    LocalDate::parse(text).unwrap()
}

/// The dates of the next fires after `from`, on the clocks of the zone.
fn dates(trigger: &CalendarIntervalTrigger, from: &str, count: usize) -> Vec<String> {
    let zone = trigger.zone().unwrap_or(TimeZone::UTC);
    let next = |previous| trigger.next_fire_time(previous, at(from));
    let fires = std::iter::successors(next(None), |fire| next(Some(*fire)));
    fires.take(count).map(|fire| zone.to_local(fire).naive().date().to_string()).collect()
}

#[test]
fn months_keep_the_day_they_began_with() {
    let trigger = CalendarIntervalTrigger::months(1).start_date(date("2026-01-31"));
    let expected = ["2026-01-31", "2026-03-31", "2026-05-31", "2026-07-31", "2026-08-31", "2026-10-31"];
    assert_eq!(dates(&trigger, "2020-01-01T00:00:00Z", 6), expected);
    // However late the last run was, and whatever `now` is.
    let next = |previous: &str| trigger.next_fire_time(Some(at(previous)), at("2050-01-01T00:00:00Z"));
    assert_eq!(next("2026-03-31T00:00:00Z"), Some(at("2026-05-31T00:00:00Z")));
    assert_eq!(next("2026-04-17T11:12:13Z"), Some(at("2026-05-31T00:00:00Z")));
    let leap = CalendarIntervalTrigger::years(1).start_date(date("2096-02-29"));
    assert_eq!(dates(&leap, "2020-01-01T00:00:00Z", 3), ["2096-02-29", "2104-02-29", "2108-02-29"]);
}

#[test]
fn months_are_added_before_days() {
    let interval = CalendarInterval { months: 1, days: 1, ..CalendarInterval::ZERO };
    let trigger = CalendarIntervalTrigger::every(interval).start_date(date("2026-01-30"));
    // 30 January and a month is no date, and another month is 30 March; and a day.
    let expected = ["2026-01-30", "2026-03-31", "2026-06-01", "2026-07-02"];
    assert_eq!(dates(&trigger, "2026-01-01T00:00:00Z", 4), expected);
}

#[test]
fn a_start_in_the_past_is_no_reason_to_fire_late() {
    let trigger = CalendarIntervalTrigger::weeks(2).at(8, 0, 0).start_date(date("1998-07-06"));
    let next = trigger.next_fire_time(None, at("2026-11-22T00:00:00Z"));
    assert_eq!(next, Some(at("2026-11-30T08:00:00Z")));
    assert_eq!(trigger.next_fire_time(None, at("2026-11-30T08:00:00Z")), next);
    assert_ne!(trigger.next_fire_time(None, at("2026-11-30T08:00:00.000000001Z")), next);
}

#[test]
fn the_end_is_a_date_and_part_of_the_window() {
    let trigger = CalendarIntervalTrigger::days(1)
        .at(23, 30, 0)
        .start_date(date("2026-05-01"))
        .end_date(date("2026-05-02"))
        .timezone(TimeZone::get("America/New_York").unwrap());
    assert_eq!(dates(&trigger, "2020-01-01T00:00:00Z", 9), ["2026-05-01", "2026-05-02"]);
}

#[test]
fn without_a_start_the_first_date_is_that_of_today_where_the_clock_hangs() {
    let auckland = TimeZone::get("Pacific/Auckland").unwrap();
    let now = at("2026-11-22T20:00:00Z"); // the 23rd there
    let trigger = AnyTrigger::from(CalendarIntervalTrigger::months(1).at(6, 0, 0)).resolve(auckland, now);
    let AnyTrigger::CalendarInterval(resolved) = &trigger else { panic!("{trigger}") };
    assert_eq!((resolved.starts(), resolved.zone()), (Some(date("2026-11-23")), Some(auckland)));
    assert_eq!(dates(resolved, "2026-11-22T20:00:00Z", 2), ["2026-12-23", "2027-01-23"]);
    assert_eq!(trigger.clone().resolve(TimeZone::UTC, at("2030-01-01T00:00:00Z")), trigger);
    // The same without a scheduler.
    let open = CalendarIntervalTrigger::months(1).at(6, 0, 0).timezone(auckland);
    assert_eq!(open.next_fire_time(None, now), trigger.next_fire_time(None, now));
}

#[test]
fn clocks_set_forward_and_back() {
    let berlin = TimeZone::get("Europe/Berlin").unwrap();
    let daily = CalendarIntervalTrigger::days(1).at(2, 30, 0).start_date(date("2026-01-01")).timezone(berlin);
    assert_eq!(dates(&daily, "2026-03-28T00:00:00Z", 3), ["2026-03-28", "2026-03-30", "2026-03-31"]);
    let good = daily.clone().dst_gap(DstGap::Next);
    let made_good = good.next_fire_time(None, at("2026-03-28T12:00:00Z"));
    assert_eq!(made_good, Some(at("2026-03-29T01:00:00Z")));
    assert_eq!(good.next_fire_time(made_good, at("2026-03-28T12:00:00Z")), Some(at("2026-03-30T00:30:00Z")));
    let twice = daily.next_fire_time(None, at("2026-10-24T12:00:00Z"));
    assert_eq!(twice, Some(at("2026-10-25T00:30:00Z")));
    assert_eq!(daily.next_fire_time(twice, at("2026-10-24T12:00:00Z")), Some(at("2026-10-26T01:30:00Z")));
    // Samoa went without 30 December 2011: no gap to be made good, but a day less.
    let apia = daily
        .start_date(date("2011-01-01"))
        .timezone(TimeZone::get("Pacific/Apia").unwrap())
        .dst_gap(DstGap::Next);
    assert_eq!(dates(&apia, "2011-12-29T12:00:00Z", 2), ["2011-12-29", "2011-12-31"]);
}

#[test]
fn nothing_is_too_far_or_too_long() {
    let calendar = [(1, 0), (0, 1), (u32::MAX, 0), (0, u32::MAX), (u32::MAX, u32::MAX), (1, 1)];
    let starts = [date("0001-01-01"), date("9999-12-31"), NaiveDate::MIN.into(), NaiveDate::MAX.into()];
    let instants = [DateTime::<Utc>::MIN_UTC, DateTime::UNIX_EPOCH, DateTime::<Utc>::MAX_UTC];
    for ((months, days), start) in calendar.into_iter().flat_map(|length| starts.map(|start| (length, start)))
    {
        let interval = CalendarInterval { years: months, months, weeks: days, days };
        for zone in ["UTC", "Pacific/Kiritimati", "Pacific/Niue"] {
            let trigger = CalendarIntervalTrigger::every(interval)
                .at(23, 59, 59)
                .start_date(start)
                .timezone(TimeZone::get(zone).unwrap());
            for instant in instants {
                let first = trigger.next_fire_time(None, instant);
                let next = trigger.next_fire_time(Some(instant), instant);
                assert!(first.is_none_or(|fire| fire >= instant && fire.year() <= 9999));
                assert!(next.is_none_or(|fire| fire > instant && fire.year() <= 9999));
            }
        }
    }
    let last = CalendarIntervalTrigger::years(1).start_date(date("9996-06-17"));
    assert_eq!(dates(&last, "2026-01-01T00:00:00Z", 9).len(), 4);
}

#[test]
fn what_cannot_fire_is_refused() {
    let check = |trigger: CalendarIntervalTrigger| {
        trigger.check().map_err(|errors| errors.iter().map(ToString::to_string).collect::<Vec<_>>())
    };
    let reversed =
        CalendarIntervalTrigger::days(1).start_date(date("2026-02-01")).end_date(date("2026-01-31"));
    assert_eq!(
        check(reversed),
        Err(vec!["invalid calendar interval: the end comes before the start".into()])
    );
    let wrong = CalendarIntervalTrigger::days(0).at(24, 60, 60);
    assert_eq!(wrong.next_fire_time(None, at("2026-01-01T00:00:00Z")), None);
    assert_eq!(
        check(wrong),
        Err(vec![
            "invalid calendar interval: the length is zero".into(),
            "invalid calendar interval: `24` is not in 0-23".into(),
            "invalid calendar interval: `60` is not in 0-59".into(),
            "invalid calendar interval: `60` is not in 0-59".into(),
        ])
    );
    let never = CalendarIntervalTrigger::days(0);
    assert_eq!(never.next_fire_time(None, at("2026-01-01T00:00:00Z")), None);
    assert_eq!(check(CalendarIntervalTrigger::days(1)), Ok(()));
    let error = LocalDate::parse("2026-01-01 00:00:00").unwrap_err().to_string();
    assert!(error.contains("this is more than a date") && error.contains("write the date alone"), "{error}");
}

#[test]
fn texts_name_the_units_and_the_time() {
    let interval = CalendarInterval { years: 1, months: 2, weeks: 3, days: 4 };
    let trigger = CalendarIntervalTrigger::every(interval).at(15, 4, 5);
    assert_eq!(trigger.to_string(), "calendarinterval[years=1, months=2, weeks=3, days=4, time='15:04:05']");
    assert_eq!(CalendarIntervalTrigger::days(1).to_string(), "calendarinterval[days=1, time='00:00:00']");
}

/// What a macro writes down.
#[test]
fn a_calendar_interval_can_be_a_static() {
    static BERLIN: ZoneCell = ZoneCell::new("Europe/Berlin");
    static TRIGGER: AnyTrigger = AnyTrigger::CalendarInterval(
        CalendarIntervalTrigger::baked(
            CalendarInterval { years: 0, months: 3, weeks: 0, days: 0 },
            (8, 30, 0),
            Some(TimeZone::from_static(&BERLIN)),
            Some(LocalDate::baked(2026, 1, 31)),
            None,
        )
        .dst_gap(DstGap::Next),
    );
    let built = CalendarIntervalTrigger::months(3)
        .at(8, 30, 0)
        .start_date(date("2026-01-31"))
        .timezone(TimeZone::get("Europe/Berlin").unwrap())
        .dst_gap(DstGap::Next);
    assert_eq!(TRIGGER, built.into());
    assert_eq!(TRIGGER.next_fire_time(None, at("2026-02-01T00:00:00Z")), Some(at("2026-07-31T06:30:00Z")));
}

/// Every date of the interval up to `last`, one after the other, by another calendar.
fn slow_dates(interval: CalendarInterval, start: NaiveDate, last: NaiveDate) -> Vec<NaiveDate> {
    let months = 12 * interval.years + interval.months;
    let days = u64::from(7 * interval.weeks + interval.days);
    let mut dates = vec![start];
    let mut date = start;
    loop {
        let mut passed = 0;
        let found = loop {
            let moved = date.checked_add_months(chrono::Months::new(passed + months)).unwrap();
            // That calendar takes the last day of a month that is too short.
            if moved.day() == date.day() || moved > last {
                break moved;
            }
            passed += months;
        };
        date = found + chrono::Days::new(days);
        if date > last {
            return dates;
        }
        dates.push(date);
    }
}

/// The instant of a local time by other rules of zones.
fn slow_instant(zone: &jiff::tz::TimeZone, date: NaiveDate, time: (u8, u8, u8), gap: DstGap) -> Option<i64> {
    let small = |number: u32| i8::try_from(number).unwrap();
    let local = jiff::civil::date(
        i16::try_from(date.year()).unwrap(),
        small(date.month()),
        small(date.day()),
    )
    .at(small(time.0.into()), small(time.1.into()), small(time.2.into()), 0);
    let ambiguous = zone.to_ambiguous_timestamp(local);
    let skipped = match ambiguous.offset() {
        AmbiguousOffset::Gap { before, after } => Some(after.seconds() - before.seconds()),
        _ => None,
    };
    match (skipped, gap) {
        (None, _) => Some(ambiguous.compatible().unwrap().as_second()),
        (Some(jump), DstGap::Next) if jump < 3 * 3_600 => {
            let inside = ambiguous.later().unwrap();
            Some(
                zone.preceding(inside + jiff::SignedDuration::from_secs(1))
                    .next()
                    .unwrap()
                    .timestamp()
                    .as_second(),
            )
        }
        _ => None,
    }
}

const ZONES: [&str; 9] = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "America/Sao_Paulo",
    "Asia/Kathmandu",
    "America/Havana",
    "America/Nuuk",
];

fn intervals() -> impl Strategy<Value = CalendarInterval> {
    let mixed = (0_u32..3, 0_u32..14, 0_u32..4, 0_u32..40)
        .prop_map(|(years, months, weeks, days)| CalendarInterval { years, months, weeks, days });
    let months = (1_u32..14).prop_map(|months| CalendarInterval { months, ..CalendarInterval::ZERO });
    let days = (1_u32..40).prop_map(|days| CalendarInterval { days, ..CalendarInterval::ZERO });
    prop_oneof![mixed, months, days].prop_filter("an interval", |interval| !interval.is_zero())
}

proptest! {
    #![proptest_config(support::config(300))]

    #[test]
    fn agrees_with_stepping_through_the_dates(
        interval in intervals(),
        (start, zone) in (0_i64..22_000, 0..ZONES.len()),
        time in (0_u8..24, 0_u8..60, prop_oneof![Just(0_u8), 0_u8..60]),
        gap in prop_oneof![Just(DstGap::Skip), Just(DstGap::Next)],
        from in any::<proptest::sample::Index>(),
    ) {
        let start = NaiveDate::from_ymd_opt(1985, 1, 1).unwrap() + TimeDelta::days(start);
        let last = start + TimeDelta::days(3_000);
        let theirs = jiff::tz::TimeZoneDatabase::bundled().get(ZONES[zone]).unwrap();
        let mut slow: Vec<i64> = slow_dates(interval, start, last)
            .into_iter()
            .filter_map(|date| slow_instant(&theirs, date, time, gap))
            .collect();
        slow.dedup();
        let trigger = CalendarIntervalTrigger::every(interval)
            .at(time.0, time.1, time.2)
            .start_date(start)
            .end_date(last)
            .timezone(TimeZone::get(ZONES[zone]).unwrap())
            .dst_gap(gap);
        // From anywhere, whatever fired before: a fire, just before one, or in between.
        let instants: Vec<i64> = slow.iter().flat_map(|fire| [fire - 1, *fire, fire + 40_000]).collect();
        prop_assume!(!instants.is_empty());
        let from = *from.get(&instants);
        let expected: Vec<_> = slow.iter().copied().filter(|fire| *fire > from).take(30).collect();
        let next = |previous| {
            let previous = DateTime::from_timestamp(previous, 0).unwrap();
            trigger.next_fire_time(Some(previous), DateTime::UNIX_EPOCH).map(|fire| fire.timestamp())
        };
        let ours: Vec<_> = std::iter::successors(next(from), |fire| next(*fire)).take(30).collect();
        prop_assert_eq!(ours, expected);
        let first = trigger.next_fire_time(None, DateTime::from_timestamp(from, 0).unwrap());
        prop_assert_eq!(first.map(|fire| fire.timestamp()), slow.iter().copied().find(|fire| *fire >= from));
    }
}
