//! Every zone of the database, around its transitions from 1970 to 2100 and some later
//! ones: nothing is missed, nothing is added, and what is skipped is made good, by the slow oracle.
//!
//! By default some transitions of each set of rules are drawn; `APS_TESTS=full` takes
//! all transitions of all names, in minutes (use a release build).

#![cfg(feature = "eval")]

mod oracle;
mod support;

use std::collections::BTreeMap;

use aps_triggers::cron::{DstGap, DstOverlap, KeyedFields};
use aps_triggers::{CronTrigger, TimeZone, Trigger};
use chrono::{DateTime, Datelike, Utc};

use oracle::{Jumps, Offsets, Slow};
use support::{Random, full};

/// 1970-01-01 and 2100-12-31.
const SINCE: i64 = 0;
const UNTIL: i64 = 4_133_894_400;
/// How far around a transition is looked.
const AROUND: i64 = 30 * 3_600;

/// A set of rules, and the zones that follow them from 1970 on.
struct Rules {
    names: Vec<String>,
    theirs: jiff::tz::TimeZone,
    transitions: Vec<i64>,
    /// Two each of some years that only the rule of the zone reaches.
    far: Vec<i64>,
}

fn every_zone() -> Vec<Rules> {
    let database = oracle::database();
    let mut zones: BTreeMap<Vec<(i64, i64)>, Rules> = BTreeMap::new();
    for name in database.available() {
        let name = name.as_str();
        // Not a zone, but what the machine is set to.
        if name == "localtime" || name == "posixrules" {
            continue;
        }
        let theirs = database.get(name).unwrap();
        let offsets: Vec<(i64, i64)> = Offsets::between(&theirs, SINCE, UNTIL).iter().collect();
        let transitions = offsets.iter().skip(1).map(|(at, _)| *at).collect();
        let rules = zones.entry(offsets).or_insert_with(|| {
            let far = far(&theirs);
            Rules { names: Vec::new(), theirs, transitions, far }
        });
        rules.names.push(name.to_owned());
    }
    zones.into_values().collect()
}

fn far(zone: &jiff::tz::TimeZone) -> Vec<i64> {
    let starts =
        ["2101-01-01T00:00:00Z", "2499-06-01T00:00:00Z", "2600-01-01T00:00:00Z", "9998-01-01T00:00:00Z"];
    let two = |start: &str| {
        let start: jiff::Timestamp = start.parse().unwrap();
        zone.following(start).take(2).map(|at| at.timestamp().as_second()).collect::<Vec<_>>()
    };
    starts.iter().flat_map(|start| two(start)).collect()
}

#[test]
fn nothing_is_missed_or_added_in_any_zone() {
    let zones = every_zone();
    let names: usize = zones.iter().map(|rules| rules.names.len()).sum();
    println!("{names} zones, {} sets of rules", zones.len());
    assert!(names > 500, "{names}");
    let mut random = Random::new();
    let (mut transitions, mut fires) = (0, 0);
    for rules in &zones {
        let every_name = rules.names.len();
        for name in rules.names.iter().take(if full() { every_name } else { 1 }) {
            let ours = TimeZone::get(name).unwrap();
            for around in drawn(rules, &mut random) {
                transitions += 1;
                for kind in Kind::ALL {
                    fires += agrees(kind, &rules.theirs, ours, around, &mut random);
                }
            }
        }
    }
    println!("{transitions} transitions, {fires} fires");
}

/// All transitions, or some of them; a zone without any is looked at once.
fn drawn(rules: &Rules, random: &mut Random) -> Vec<i64> {
    let Rules { transitions, far, .. } = rules;
    match (transitions.as_slice(), far.as_slice()) {
        ([], _) => vec![i64::from(random.below(u32::MAX)) / 60 * 60],
        (near, far) if full() => [near, far].concat(),
        (near, []) => vec![*random.pick(near)],
        (near, far) => vec![*random.pick(near), *random.pick(far)],
    }
}

/// How many fires there are around the instant; they are the same for both.
fn agrees(
    kind: Kind,
    theirs: &jiff::tz::TimeZone,
    ours: TimeZone,
    around: i64,
    random: &mut Random,
) -> usize {
    let (from, to) = ((around - AROUND).div_euclid(60) * 60, around + AROUND);
    let mut slow = kind.draw(theirs, around, random);
    let early = only_around(&mut slow, theirs, around, random).unwrap_or(from);
    let step = step(&slow, theirs, from, to);
    let (gap, overlap) = (*random.pick(&GAPS), *random.pick(&OVERLAPS));
    let jumps = Jumps {
        make_good: gap == DstGap::Next,
        first_pass: overlap != DstOverlap::Last,
        last_pass: overlap != DstOverlap::First,
    };
    let expected = slow.fires_by(jumps, theirs, from, to, step);
    let trigger = trigger(&slow).timezone(ours).dst_gap(gap).dst_overlap(overlap);
    let next = |previous| trigger.next_fire_time(previous, at(early)).filter(|fire| *fire < at(to));
    let fires: Vec<DateTime<Utc>> = std::iter::successors(next(None), |fire| next(Some(*fire))).collect();
    assert_eq!(fires, expected, "{trigger} in {ours}, {gap} and {overlap}, from {}", at(from));
    fires.len()
}

/// The rules by default are drawn more often.
const GAPS: [DstGap; 3] = [DstGap::Next, DstGap::Next, DstGap::Skip];
const OVERLAPS: [DstOverlap; 4] = [DstOverlap::First, DstOverlap::First, DstOverlap::Last, DstOverlap::Both];

/// Leaves, sometimes, only the date of the transition, and gives an instant up to three
/// years before: the search must find its way over the segments in between.
fn only_around(slow: &mut Slow, zone: &jiff::tz::TimeZone, around: i64, random: &mut Random) -> Option<i64> {
    let before = i64::from(random.below(3 * 366 * 86_400));
    let offset = Offsets::between(zone, around - 1, around + 1).at(*random.pick(&[around - 1, around]));
    let date = at(around + offset).date_naive();
    if date.year() < 1970 || random.below(3) > 0 {
        return None;
    }
    slow.year = date.year().to_string();
    slow.month = date.month().to_string();
    slow.day = date.day().to_string();
    slow.day_of_week = "*".into();
    Some(around - AROUND - before)
}

/// The longest step of the clock that leaves out no second that may match.
fn step(slow: &Slow, zone: &jiff::tz::TimeZone, from: i64, to: i64) -> i64 {
    let begin = if slow.second == "0" { 60 } else { 30 };
    Offsets::between(zone, from - 86_400, to).iter().skip(1).fold(begin, |step, (at, offset)| {
        let before = i64::from(zone.to_offset(jiff::Timestamp::from_second(at - 1).unwrap()).seconds());
        [at, offset, before].into_iter().fold(step, gcd)
    })
}

fn gcd(a: i64, b: i64) -> i64 {
    if b == 0 { a.abs() } else { gcd(b, a % b) }
}

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).unwrap()
}

fn trigger(slow: &Slow) -> CronTrigger {
    CronTrigger::keyed(&KeyedFields {
        year: Some(&slow.year),
        month: Some(&slow.month),
        day: Some(&slow.day),
        week: Some(&slow.week),
        day_of_week: Some(&slow.day_of_week),
        hour: Some(&slow.hour),
        minute: Some(&slow.minute),
        second: Some(&slow.second),
    })
    .unwrap()
}

/// What is wild in a schedule decides how it takes a jump of the clocks.
#[derive(Clone, Copy)]
enum Kind {
    Fixed,
    Hourly,
    WildMinute,
    Mixed,
}

impl Kind {
    const ALL: [Self; 4] = [Self::Fixed, Self::Hourly, Self::WildMinute, Self::Mixed];

    /// A schedule with times near those that the clock shows at the transition.
    fn draw(self, zone: &jiff::tz::TimeZone, around: i64, random: &mut Random) -> Slow {
        let offsets = Offsets::between(zone, around - 1, around + 1);
        let shown = around + offsets.at(*random.pick(&[around - 1, around]));
        let hours = |random: &mut Random| {
            let hour = u32::try_from(shown.rem_euclid(86_400) / 3_600).unwrap();
            list(random, |random| (hour + 22 + random.below(4)) % 24)
        };
        let minutes = |random: &mut Random| {
            let minute = u32::try_from(shown.rem_euclid(3_600) / 60).unwrap();
            list(random, |random| match random.below(4) {
                0 => minute,
                1 => (minute + 59) % 60,
                2 => *random.pick(&[0, 1, 15, 30, 59]),
                _ => random.below(60),
            })
        };
        let (hour, minute) = match self {
            Self::Fixed => (hours(random), minutes(random)),
            Self::Hourly => ("*".into(), minutes(random)),
            Self::WildMinute => (hours(random), (*random.pick(&["*", "*/7", "*/15", "30,*/20"])).into()),
            Self::Mixed => ((*random.pick(&["*/2", "*/3", "*/5", "1,*/4"])).into(), minutes(random)),
        };
        let second = *random.pick(&["0", "0", "0", "0", "30", "*/30"]);
        let second = if matches!(self, Self::Fixed) { second.trim_start_matches("*/") } else { second };
        let star = || "*".to_owned();
        let (day, day_of_week) = date(random);
        Slow {
            year: star(),
            month: star(),
            week: star(),
            day,
            day_of_week,
            hour,
            minute,
            second: second.into(),
        }
    }
}

/// One to three numbers.
fn list(random: &mut Random, mut one: impl FnMut(&mut Random) -> u32) -> String {
    let count = random.within(1..=3);
    (0..count).map(|_| one(random).to_string()).collect::<Vec<_>>().join(",")
}

/// Mostly every day: other dates would often not meet the transition.
fn date(random: &mut Random) -> (String, String) {
    let (day, day_of_week) = *random.pick(&[
        ("*", "*"),
        ("*", "*"),
        ("*", "*"),
        ("*", "5-6"),
        ("*", "0"),
        ("last sun,1st sun,2nd sun", "*"),
        ("1,last", "*"),
    ]);
    (day.into(), day_of_week.into())
}
