//! What the clocks really show: the zones whose rules changed lately, and the far
//! future by the rule of each zone.

#![cfg(feature = "eval")]

mod oracle;
mod support;

use aps_triggers::{TimeZone, ZoneSource};
use chrono::{DateTime, TimeZone as _, Utc};
use jiff::tz::TimeZone as JiffZone;

use support::full;

fn at(time: &str) -> DateTime<Utc> {
    time.parse().unwrap()
}

/// The summer before, the winter after, and the summer and winter that follow.
const INSTANTS: [&str; 4] =
    ["2026-07-15T12:00:00Z", "2026-11-30T12:00:00Z", "2027-07-15T12:00:00Z", "2027-12-24T12:00:00Z"];

/// What is decided since release 2025b of the database, which is the one in chrono-tz
/// 0.10.4: British Columbia, Alberta, the Northwest Territories and Manitoba keep
/// their summer time, Morocco and Western Sahara keep +00.
const CHANGED: [(&str, [&str; 4]); 11] = [
    ("Africa/Casablanca", ["13:00:00 +01", "12:00:00 +00", "12:00:00 +00", "12:00:00 +00"]),
    ("Africa/El_Aaiun", ["13:00:00 +01", "12:00:00 +00", "12:00:00 +00", "12:00:00 +00"]),
    ("America/Edmonton", ["06:00:00 MDT", "06:00:00 CST", "06:00:00 CST", "06:00:00 CST"]),
    ("America/Inuvik", ["06:00:00 MDT", "06:00:00 CST", "06:00:00 CST", "06:00:00 CST"]),
    ("America/Rainy_River", ["07:00:00 CDT", "07:00:00 EST", "07:00:00 EST", "07:00:00 EST"]),
    ("America/Vancouver", ["05:00:00 PDT", "05:00:00 MST", "05:00:00 MST", "05:00:00 MST"]),
    ("America/Winnipeg", ["07:00:00 CDT", "07:00:00 EST", "07:00:00 EST", "07:00:00 EST"]),
    ("America/Yellowknife", ["06:00:00 MDT", "06:00:00 CST", "06:00:00 CST", "06:00:00 CST"]),
    ("Canada/Central", ["07:00:00 CDT", "07:00:00 EST", "07:00:00 EST", "07:00:00 EST"]),
    ("Canada/Mountain", ["06:00:00 MDT", "06:00:00 CST", "06:00:00 CST", "06:00:00 CST"]),
    ("Canada/Pacific", ["05:00:00 PDT", "05:00:00 MST", "05:00:00 MST", "05:00:00 MST"]),
];

#[test]
fn zones_that_changed_lately_show_the_truth() {
    for (name, expected) in CHANGED {
        let zone = TimeZone::get(name).unwrap();
        let shown = INSTANTS.map(|instant| zone.to_local(at(instant)).to_string());
        let days = INSTANTS.map(|instant| instant.split('T').next().unwrap());
        let expected: Vec<String> =
            days.iter().zip(expected).map(|(day, time)| format!("{day} {time}")).collect();
        assert_eq!(shown.as_slice(), expected, "{name}");
    }
}

/// Moldova changes its clocks at 01:00 UTC with the European Union since 2022.
#[test]
fn moldova_keeps_to_europe() {
    for name in ["Europe/Chisinau", "Europe/Tiraspol"] {
        let zone = TimeZone::get(name).unwrap();
        for (instant, shown) in [
            ("2026-03-29T00:59:59Z", "2026-03-29 02:59:59 EET"),
            ("2026-03-29T01:00:00Z", "2026-03-29 04:00:00 EEST"),
            ("2026-10-25T00:59:59Z", "2026-10-25 03:59:59 EEST"),
            ("2026-10-25T01:00:00Z", "2026-10-25 03:00:00 EET"),
        ] {
            assert_eq!(zone.to_local(at(instant)).to_string(), shown, "{name}");
        }
    }
}

/// No other zone is different from 2025b in these years: a release of the database
/// that changes one more changes this test.
#[test]
fn the_other_zones_are_as_they_were() {
    if !matches!(TimeZone::source(), ZoneSource::Bundled { version: "2026e" }) {
        return println!("not compared: {}", TimeZone::source());
    }
    for theirs in chrono_tz::TZ_VARIANTS {
        let ours = TimeZone::get(theirs.name()).unwrap();
        let differs = INSTANTS.iter().any(|instant| {
            let shown = ours.to_local(at(instant)).to_string();
            let before = theirs.from_utc_datetime(&at(instant).naive_utc());
            !shown.starts_with(&before.format("%Y-%m-%d %H:%M:%S").to_string())
        });
        assert_eq!(differs, CHANGED.iter().any(|(name, _)| *name == theirs.name()), "{theirs}");
    }
}

/// jiff works the far future out from the POSIX rule of the zone, and this crate from
/// the calendar 400 years before.
#[test]
fn the_far_future_follows_the_rule() {
    let mut compared = 0;
    for (name, theirs) in every_zone() {
        let ours = TimeZone::get(&name).unwrap();
        for year in [2038, 2101, 2500, 2600, 9998] {
            for instant in instants(year) {
                let shown = ours.to_local(DateTime::from_timestamp(instant, 0).unwrap()).to_string();
                let expected = theirs.to_datetime(jiff::Timestamp::from_second(instant).unwrap());
                assert_eq!(
                    shown.rsplit_once(' ').unwrap().0,
                    expected.strftime("%Y-%m-%d %H:%M:%S").to_string(),
                    "{name} {instant}"
                );
                compared += 1;
            }
        }
    }
    println!("{compared} instants");
}

/// Some of each year, so that both halves of it are among them; hourly in a full run.
fn instants(year: i16) -> impl Iterator<Item = i64> {
    let start = jiff::civil::date(year, 1, 1).to_zoned(JiffZone::UTC).unwrap().timestamp().as_second();
    let step = if full() { 3_600 } else { 45 * 86_400 + 7 * 3_600 };
    (start..start + 365 * 86_400).step_by(step)
}

fn every_zone() -> impl Iterator<Item = (String, JiffZone)> {
    let database = oracle::database();
    let names: Vec<String> = database.available().map(|name| name.as_str().to_owned()).collect();
    let one_in = if full() { 1 } else { 7 };
    names.into_iter().step_by(one_in).filter_map(move |name| {
        let zone = database.get(&name).ok()?;
        Some((name, zone))
    })
}

#[test]
fn the_far_future_by_name() {
    for (name, instant, shown) in [
        ("Europe/London", "2101-07-15T12:00:00Z", "2101-07-15 13:00:00 BST"),
        ("Europe/Dublin", "2600-07-15T12:00:00Z", "2600-07-15 13:00:00 IST"),
        ("America/Los_Angeles", "2600-01-15T12:00:00Z", "2600-01-15 04:00:00 PST"),
        ("America/Los_Angeles", "9998-07-15T12:00:00Z", "9998-07-15 05:00:00 PDT"),
        ("America/Vancouver", "9998-01-15T12:00:00Z", "9998-01-15 05:00:00 MST"),
        ("Australia/Lord_Howe", "2101-01-15T12:00:00Z", "2101-01-15 23:00:00 +11"),
        ("Australia/Lord_Howe", "9998-07-15T12:00:00Z", "9998-07-15 22:30:00 +1030"),
        ("Pacific/Auckland", "2600-01-15T12:00:00Z", "2600-01-16 01:00:00 NZDT"),
        ("Asia/Tokyo", "9998-07-15T12:00:00Z", "9998-07-15 21:00:00 JST"),
        ("Africa/Casablanca", "2101-07-15T12:00:00Z", "2101-07-15 12:00:00 +00"),
    ] {
        assert_eq!(TimeZone::get(name).unwrap().to_local(at(instant)).to_string(), shown);
    }
}
