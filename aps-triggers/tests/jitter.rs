//! The delay of a run is the same on every node, now and in every later version.

#![cfg(feature = "eval")]

use std::time::Duration;

use aps_triggers::interval::LONGEST;
use aps_triggers::{
    AndTrigger, AnyTrigger, CalendarIntervalTrigger, CronTrigger, DateTrigger, IntervalTrigger, OrTrigger,
};
use aps_triggers::{Trigger, jitter};
use chrono::{DateTime, TimeDelta, Utc};

const TWO_MINUTES: Duration = Duration::from_secs(120);

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// Worked out by another program from the description. They must never change: nodes of
/// two versions would disagree on when a run is due.
#[test]
fn delays_are_those_of_the_first_version() {
    for (job_id, nominal, micros) in [
        ("backup", "2026-11-22T04:00:00Z", 81_253_531),
        ("backup", "2026-11-23T04:00:00Z", 61_298_307),
        ("café", "2026-11-22T04:00:00Z", 77_025_755),
        ("", "1969-12-31T23:59:59.5Z", 3_343_193),
    ] {
        let delay = jitter::delay(TWO_MINUTES, job_id, at(nominal));
        assert_eq!(delay, Duration::from_micros(micros), "{job_id} {nominal}");
    }
    let longest = jitter::delay(Duration::MAX, "backup", at("2026-11-22T04:00:00Z"));
    assert_eq!(longest, Duration::from_micros(12_490_525_881_869_283));
}

#[test]
fn delays_stay_within_their_bound() {
    let nominal = at("2026-11-22T04:00:00Z");
    assert_eq!(jitter::delay(Duration::ZERO, "a", nominal), Duration::ZERO);
    assert_eq!(jitter::delay(Duration::from_nanos(999), "a", nominal), Duration::ZERO);
    for nominal in [DateTime::<Utc>::MIN_UTC, nominal, DateTime::<Utc>::MAX_UTC] {
        for max in [Duration::from_micros(1), TWO_MINUTES, Duration::MAX] {
            assert!(jitter::delay(max, "a", nominal) <= max);
        }
    }
}

#[test]
fn delays_are_spread_evenly() {
    let start = at("2026-11-22T04:00:00Z");
    let mut tenths = [0_u32; 10];
    for minute in 0..10_000 {
        let delay = jitter::delay(Duration::from_micros(9_999), "job", start + TimeDelta::minutes(minute));
        tenths[usize::try_from(delay.as_micros() / 1_000).unwrap()] += 1;
    }
    assert!(tenths.iter().all(|count| (850..1_150).contains(count)), "{tenths:?}");
}

#[test]
fn jitter_is_beside_the_fire_times() {
    let cron = CronTrigger::parse("0 4 * * *").unwrap();
    let triggers: [(AnyTrigger, AnyTrigger); 4] = [
        (cron.clone().into(), cron.clone().jitter(TWO_MINUTES).into()),
        (IntervalTrigger::hours(2).into(), IntervalTrigger::hours(2).jitter(TWO_MINUTES).into()),
        (
            CalendarIntervalTrigger::months(1).into(),
            CalendarIntervalTrigger::months(1).jitter(TWO_MINUTES).into(),
        ),
        (
            OrTrigger::new([cron.clone()]).unwrap().into(),
            OrTrigger::new([cron]).unwrap().jitter(TWO_MINUTES).into(),
        ),
    ];
    let now = at("2026-11-22T04:00:01Z");
    for (without, with) in triggers {
        assert_eq!((without.max_jitter(), with.max_jitter()), (None, Some(TWO_MINUTES)), "{with}");
        assert_eq!(without.next_fire_time(None, now), with.next_fire_time(None, now), "{with}");
        assert_ne!(without, with);
    }
    assert_eq!(AnyTrigger::from(DateTrigger::at(now)).max_jitter(), None);
}

/// What is checked can be written down. A member is written with its own, though that does not count.
#[test]
fn more_than_can_be_written_is_refused() {
    let checks = |most| {
        let hours = || IntervalTrigger::hours(1);
        let triggers: [AnyTrigger; 4] = [
            CronTrigger::parse("0 4 * * *").unwrap().jitter(most).into(),
            hours().jitter(most).into(),
            CalendarIntervalTrigger::days(1).jitter(most).into(),
            OrTrigger::new([hours()]).unwrap().jitter(most).into(),
        ];
        let member = AndTrigger::new([hours().jitter(most)]).map(drop);
        triggers.iter().map(AnyTrigger::check).chain([member]).collect::<Vec<_>>()
    };
    assert!(checks(LONGEST).iter().all(Result::is_ok));
    for told in checks(LONGEST + Duration::from_nanos(1)).into_iter().chain(checks(Duration::MAX)) {
        assert_eq!(
            told.unwrap_err().to_string(),
            "invalid jitter: the length is too long to be counted\n  \
             = help: leave it out, or choose one that is shorter than the time between two fires"
        );
    }
}
