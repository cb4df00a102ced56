//! The nights when clocks are set, zones that changed lately, and the far future:
//! each row is a schedule, a zone, an instant, and the local times that come next.

#![cfg(feature = "eval")]

use aps_triggers::cron::KeyedFields;
use aps_triggers::{CronTrigger, TimeZone, Trigger, ZoneSource};
use chrono::{DateTime, Utc};

/// A schedule: a crontab, or `field=value` pairs of the keyed form.
fn trigger(text: &str) -> CronTrigger {
    if !text.contains('=') {
        return CronTrigger::parse(text).unwrap();
    }
    let get = |name: &str| {
        text.split("; ")
            .find_map(|pair| pair.split_once('=').filter(|(key, _)| *key == name))
            .map(|(_, value)| value)
    };
    CronTrigger::keyed(&KeyedFields {
        year: get("year"),
        month: get("month"),
        day: get("day"),
        week: get("week"),
        day_of_week: get("day_of_week"),
        hour: get("hour"),
        minute: get("minute"),
        second: get("second"),
    })
    .unwrap()
}

#[track_caller]
fn check(schedule: &str, zone: &str, from: &str, expected: &[&str]) {
    let zone = TimeZone::get(zone).unwrap();
    let trigger = trigger(schedule).timezone(zone);
    let from: DateTime<Utc> = from.parse().unwrap();
    let next = |previous| trigger.next_fire_time(previous, from);
    let fires = std::iter::successors(next(None), |fire| next(Some(*fire)));
    let local: Vec<String> = fires.take(expected.len()).map(|fire| zone.to_local(fire).to_string()).collect();
    assert_eq!(local, expected, "{schedule} in {zone}");
}

#[test]
fn fixed_times_in_a_gap_fire_once_right_after_it() {
    check(
        "hour=2; minute=30",
        "Europe/Berlin",
        "2021-03-27T00:00:00Z",
        &["2021-03-27 02:30:00 CET", "2021-03-28 03:00:00 CEST", "2021-03-29 02:30:00 CEST"],
    );
    check(
        "hour=2,3; minute=30",
        "Europe/Berlin",
        "2021-03-28T00:00:00Z",
        &["2021-03-28 03:00:00 CEST", "2021-03-28 03:30:00 CEST", "2021-03-29 02:30:00 CEST"],
    );
    check(
        "hour=2; minute=0,20,40",
        "Europe/Berlin",
        "2021-03-28T00:00:00Z",
        &["2021-03-28 03:00:00 CEST", "2021-03-29 02:00:00 CEST"],
    );
    check(
        "0 0 * * *",
        "America/Sao_Paulo",
        "2018-11-03T12:00:00Z",
        &["2018-11-04 01:00:00 -02", "2018-11-05 00:00:00 -02"],
    );
    check(
        "hour=2; minute=15",
        "Australia/Lord_Howe",
        "2021-10-01T12:00:00Z",
        &["2021-10-02 02:15:00 +1030", "2021-10-03 02:30:00 +11", "2021-10-04 02:15:00 +11"],
    );
}

#[test]
fn a_natural_match_after_the_gap_is_the_same_fire() {
    check(
        "hour=2,3; minute=0",
        "Europe/Berlin",
        "2021-03-28T00:00:00Z",
        &["2021-03-28 03:00:00 CEST", "2021-03-29 02:00:00 CEST"],
    );
}

#[test]
fn no_day_is_lost_after_the_gap() {
    check(
        "0 0 * * *",
        "Europe/Berlin",
        "2021-03-27T12:00:00Z",
        &["2021-03-28 00:00:00 CET", "2021-03-29 00:00:00 CEST", "2021-03-30 00:00:00 CEST"],
    );
    check("day_of_week=mon", "America/New_York", "2021-03-10T12:00:00Z", &["2021-03-15 00:00:00 EDT"]);
    check("0 0 1 * *", "Europe/Berlin", "2021-03-26T23:30:00Z", &["2021-04-01 00:00:00 CEST"]);
}

#[test]
fn fixed_times_in_an_overlap_fire_once_the_first_time() {
    check(
        "hour=2; minute=30",
        "Europe/Berlin",
        "2021-10-30T12:00:00Z",
        &["2021-10-31 02:30:00 CEST", "2021-11-01 02:30:00 CET"],
    );
    check(
        "hour=1; minute=45",
        "Australia/Lord_Howe",
        "2021-04-03T12:00:00Z",
        &["2021-04-04 01:45:00 +11", "2021-04-05 01:45:00 +1030"],
    );
    check(
        "hour=23; minute=30",
        "America/Sao_Paulo",
        "2018-02-17T12:00:00Z",
        &["2018-02-17 23:30:00 -02", "2018-02-18 23:30:00 -03"],
    );
}

#[test]
fn the_second_pass_counts_for_one_who_begins_in_it() {
    // 02:10 in winter time: the 02:30 of this night has passed.
    check("hour=2; minute=30", "Europe/Berlin", "2021-10-31T01:10:00Z", &["2021-11-01 02:30:00 CET"]);
}

#[test]
fn wildcards_follow_elapsed_time() {
    check(
        "minute=*/30",
        "Europe/Berlin",
        "2021-03-28T00:00:00Z",
        &["2021-03-28 01:00:00 CET", "2021-03-28 01:30:00 CET", "2021-03-28 03:00:00 CEST"],
    );
    check(
        "minute=30",
        "Europe/Berlin",
        "2021-10-30T23:00:00Z",
        &[
            "2021-10-31 01:30:00 CEST",
            "2021-10-31 02:30:00 CEST",
            "2021-10-31 02:30:00 CET",
            "2021-10-31 03:30:00 CET",
        ],
    );
    // At the end of the first pass, the second one is nearer than next Sunday.
    check("* 2 * * sun", "Europe/Berlin", "2021-10-31T00:59:30Z", &["2021-10-31 02:00:00 CET"]);
    // Partly wild: nothing of hour 2 exists, so nothing fires.
    check("*/15 2 * * *", "Europe/Berlin", "2021-03-28T00:00:00Z", &["2021-03-29 02:00:00 CEST"]);
}

#[test]
fn the_second_pass_counts_though_nothing_comes_after_it() {
    check(
        "year=2021; month=10; day=31; hour=2; minute=*/30",
        "Europe/Berlin",
        "2021-10-31T00:30:00Z",
        &["2021-10-31 02:30:00 CEST", "2021-10-31 02:00:00 CET", "2021-10-31 02:30:00 CET"],
    );
}

#[test]
fn a_day_that_does_not_exist_is_no_gap_to_make_good() {
    // Samoa went from 29 to 31 December 2011.
    check(
        "hour=10",
        "Pacific/Apia",
        "2011-12-28T12:00:00Z",
        &["2011-12-28 10:00:00 -10", "2011-12-29 10:00:00 -10", "2011-12-31 10:00:00 +14"],
    );
    check("day=30", "Pacific/Apia", "2011-12-01T00:00:00Z", &["2012-01-30 00:00:00 +14"]);
}

#[test]
fn the_end_date_may_lie_in_the_second_pass() {
    let zone = TimeZone::get("Europe/Berlin").unwrap();
    let end: DateTime<Utc> = "2021-10-31T01:30:00Z".parse().unwrap();
    let trigger = trigger("minute=*/15").timezone(zone).end_date(end);
    let from = "2021-10-31T00:30:00Z".parse().unwrap();
    let next = |previous| trigger.next_fire_time(previous, from);
    let fires: Vec<DateTime<Utc>> = std::iter::successors(next(None), |fire| next(Some(*fire))).collect();
    assert_eq!((fires.len(), fires.last()), (5, Some(&end)));
}

/// These zones no longer set their clocks, since releases of the database that are
/// newer than 2025b, the one in chrono-tz 0.10.4: there, each of them is an hour off
/// in the winter of 2026.
#[test]
fn zones_that_changed_lately() {
    assert!(source_version() >= "2026e", "{}", TimeZone::source());
    for (zone, noon) in [
        ("America/Vancouver", "2026-12-24T19:00:00Z"),
        ("America/Edmonton", "2026-12-24T18:00:00Z"),
        ("America/Winnipeg", "2026-12-24T17:00:00Z"),
        ("Africa/Casablanca", "2026-12-24T12:00:00Z"),
    ] {
        let trigger = trigger("0 12 * * *").timezone(TimeZone::get(zone).unwrap());
        let midnight = "2026-12-24T02:00:00Z".parse().unwrap();
        assert_eq!(trigger.next_fire_time(None, midnight), Some(noon.parse().unwrap()), "{zone}");
    }
}

fn source_version() -> &'static str {
    match TimeZone::source() {
        ZoneSource::Bundled { version } => version,
        ZoneSource::System { version, .. } => version,
        _ => "",
    }
}

#[test]
fn the_rule_of_a_zone_holds_for_ever() {
    let daily = "0 8 * * *";
    check(daily, "Europe/Berlin", "2101-01-15T00:00:00Z", &["2101-01-15 08:00:00 CET"]);
    check(daily, "Europe/Berlin", "2101-07-15T00:00:00Z", &["2101-07-15 08:00:00 CEST"]);
    check(daily, "America/New_York", "2499-12-31T20:00:00Z", &["2500-01-01 08:00:00 EST"]);
    check(daily, "America/New_York", "2600-07-15T00:00:00Z", &["2600-07-15 08:00:00 EDT"]);
    check(daily, "Australia/Sydney", "9998-07-14T20:00:00Z", &["9998-07-15 08:00:00 AEST"]);
    // The last Sunday of March 9998 is the 29th, as in 2398 and 1998.
    check(
        "30 2 * * *",
        "Europe/Berlin",
        "9998-03-28T00:00:00Z",
        &["9998-03-28 02:30:00 CET", "9998-03-29 03:00:00 CEST", "9998-03-30 02:30:00 CEST"],
    );
}

#[test]
fn nothing_fires_after_the_year_9999() {
    for zone in ["UTC", "Asia/Tokyo", "America/New_York"] {
        let trigger = trigger("0 0 * * *").timezone(TimeZone::get(zone).unwrap());
        let end: DateTime<Utc> = "9999-12-31T23:59:59Z".parse().unwrap();
        assert_eq!(trigger.next_fire_time(Some(end), end), None, "{zone}");
        assert_eq!(trigger.next_fire_time(None, DateTime::<Utc>::MAX_UTC), None, "{zone}");
        assert!(trigger.next_fire_time(None, DateTime::<Utc>::MIN_UTC).is_some(), "{zone}");
    }
}

#[test]
fn leap_years_and_weeks_far_apart() {
    check("0 0 29 2 *", "Europe/Berlin", "2096-03-01T00:00:00Z", &["2104-02-29 00:00:00 CET"]);
    check(
        "week=53; day_of_week=sun",
        "UTC",
        "2026-01-01T00:00:00Z",
        &["2027-01-03 00:00:00 UTC", "2033-01-02 00:00:00 UTC"],
    );
    check(
        "year=2021; week=53",
        "UTC",
        "2020-12-30T00:00:00Z",
        &["2021-01-01 00:00:00 UTC", "2021-01-02 00:00:00 UTC", "2021-01-03 00:00:00 UTC"],
    );
}
