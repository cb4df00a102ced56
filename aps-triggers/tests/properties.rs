//! Properties of the search, against the slow oracle, around the transitions of hard
//! zones.

#![cfg(feature = "eval")]

mod oracle;
mod support;

use aps_triggers::cron::KeyedFields;
use aps_triggers::{CronTrigger, TimeZone, Trigger};
use chrono::{DateTime, Utc};
use jiff::Timestamp;
use proptest::prelude::*;

use oracle::Slow;

/// Zones whose clocks are set at midnight, by half an hour, by two hours, backward in
/// summer, or over a whole day.
const ZONES: [&str; 11] = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "America/Sao_Paulo",
    "Asia/Kathmandu",
    "Africa/Casablanca",
    "Europe/Dublin",
    "America/Havana",
    "Antarctica/Troll",
];

/// The zone as both sides see it, and its transitions between 1980 and 2040.
struct Zone {
    ours: TimeZone,
    theirs: jiff::tz::TimeZone,
    transitions: Vec<i64>,
}

fn zone(name: &str) -> Zone {
    let theirs = oracle::database().get(name).unwrap();
    let from: Timestamp = "1980-01-01T00:00:00Z".parse().unwrap();
    let to: Timestamp = "2040-01-01T00:00:00Z".parse().unwrap();
    let transitions =
        theirs.following(from).map(|at| at.timestamp()).take_while(|at| *at < to).map(Timestamp::as_second);
    let transitions = transitions.collect();
    Zone { ours: TimeZone::get(name).unwrap(), theirs, transitions }
}

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).unwrap()
}

fn trigger(slow: &Slow, zone: TimeZone) -> Result<CronTrigger, aps_triggers::ParseErrors> {
    let fields = KeyedFields {
        year: Some(&slow.year),
        month: Some(&slow.month),
        day: Some(&slow.day),
        week: Some(&slow.week),
        day_of_week: Some(&slow.day_of_week),
        hour: Some(&slow.hour),
        minute: Some(&slow.minute),
        second: Some(&slow.second),
    };
    Ok(CronTrigger::keyed(&fields)?.timezone(zone))
}

/// What the trigger says for `from..to`, asked the way a scheduler asks.
fn fires(trigger: &CronTrigger, from: i64, to: i64) -> Vec<DateTime<Utc>> {
    let next = |previous| trigger.next_fire_time(previous, at(from)).filter(|fire| *fire < at(to));
    std::iter::successors(next(None), |fire| next(Some(*fire))).collect()
}

fn clock_field(highest: u32) -> impl Strategy<Value = String> {
    prop_oneof![
        3 => Just("*".to_owned()),
        2 => (2..=highest / 2).prop_map(|step| format!("*/{step}")),
        4 => proptest::collection::vec(0..=highest, 1..4)
            .prop_map(|list| list.iter().map(u32::to_string).collect::<Vec<_>>().join(",")),
        3 => (0..=highest, 0..=highest).prop_map(|(a, b)| format!("{}-{}", a.min(b), a.max(b))),
    ]
}

fn day() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => Just("*".to_owned()),
        1 => Just("last".to_owned()),
        1 => (1_u32..=28).prop_map(|day| format!("{day}-31/2")),
        1 => (prop_oneof![Just("1st"), Just("3rd"), Just("5th"), Just("last")], prop_oneof![Just("sat"), Just("sun"), Just("mon")])
            .prop_map(|(nth, weekday)| format!("{nth} {weekday}")),
    ]
}

fn schedule() -> impl Strategy<Value = Slow> {
    let weeks = prop_oneof![8 => Just("*".to_owned()), 1 => (10_u32..=44).prop_map(|week| format!("{week}-{}", week + 8))];
    let weekdays =
        prop_oneof![5 => Just("*".to_owned()), 1 => (0_u32..=3).prop_map(|day| format!("{day}-6"))];
    let seconds = prop_oneof![6 => Just("0".to_owned()), 1 => Just("*/30".to_owned())];
    (clock_field(23), clock_field(59), seconds, day(), weeks, weekdays).prop_map(
        |(hour, minute, second, day, week, day_of_week)| Slow {
            year: "*".into(),
            month: "*".into(),
            day,
            week,
            day_of_week,
            hour,
            minute,
            second,
        },
    )
}

/// Two days around a transition, looked at by the half minute.
fn agrees(slow: &Slow, zone: &Zone, around: i64) {
    let Ok(trigger) = trigger(slow, zone.ours) else { return };
    let (from, to) = (around - 30 * 3_600, around + 30 * 3_600);
    // Transitions before 1980 may lie within a minute; these do not.
    assert_eq!(around % 30, 0);
    let expected = slow.fires(&zone.theirs, from, to, 30);
    assert_eq!(fires(&trigger, from, to), expected, "{trigger} in {} from {}", zone.ours, at(from));
}

proptest! {
    #![proptest_config(support::config(40))]

    #[test]
    fn nothing_is_missed_or_added_around_transitions(
        slow in schedule(),
        zone_index in 0..ZONES.len(),
        transition in any::<proptest::sample::Index>(),
    ) {
        let zone = zone(ZONES[zone_index]);
        let around = match zone.transitions.as_slice() {
            [] => 1_767_225_600,
            transitions => *transition.get(transitions),
        };
        agrees(&slow, &zone, around);
    }

    #[test]
    fn fires_increase_from_any_instant(
        slow in schedule(),
        zone_index in 0..ZONES.len(),
        start in -70_000_000_000_i64..260_000_000_000,
        nanos in 0_u32..1_000_000_000,
    ) {
        let Ok(trigger) = trigger(&slow, TimeZone::get(ZONES[zone_index]).unwrap()) else { return Ok(()) };
        let mut previous = DateTime::from_timestamp(start, nanos).unwrap();
        for _ in 0..8 {
            let Some(next) = trigger.next_fire_time(Some(previous), at(0)) else { break };
            prop_assert!(next > previous);
            previous = next;
        }
    }
}
