//! `dst_gap` and `dst_overlap`: a table of known nights, and every combination against
//! a slow answer around the transitions of hard zones.

#![cfg(feature = "eval")]

mod support;

use aps_triggers::cron::{DstGap, DstOverlap};
use aps_triggers::{CronTrigger, TimeZone, Trigger};
use chrono::{DateTime, Timelike, Utc};
use jiff::Timestamp;
use proptest::prelude::*;

const GAPS: [DstGap; 2] = [DstGap::Next, DstGap::Skip];
const OVERLAPS: [DstOverlap; 3] = [DstOverlap::First, DstOverlap::Last, DstOverlap::Both];

fn fires(trigger: &CronTrigger, from: DateTime<Utc>) -> impl Iterator<Item = DateTime<Utc>> {
    let next = move |previous| trigger.next_fire_time(previous, from);
    std::iter::successors(next(None), move |fire| next(Some(*fire)))
}

#[track_caller]
fn check(trigger: &CronTrigger, from: &str, expected: &[&str]) {
    let zone = trigger.zone().unwrap();
    let local = |fire| zone.to_local(fire).to_string();
    let found: Vec<String> = fires(trigger, from.parse().unwrap()).take(expected.len()).map(local).collect();
    assert_eq!(found, expected, "{trigger} in {zone}, {} and {}", trigger.gap(), trigger.overlap());
}

fn trigger(crontab: &str, zone: &str) -> CronTrigger {
    CronTrigger::parse(crontab).unwrap().timezone(TimeZone::get(zone).unwrap())
}

#[test]
fn gaps() {
    let check = |crontab, zone, gap, from, expected: &[&str]| {
        for overlap in OVERLAPS {
            check(&trigger(crontab, zone).dst_gap(gap).dst_overlap(overlap), from, expected);
        }
    };
    let (berlin, eve) = ("Europe/Berlin", "2021-03-27T00:00:00Z");
    let around = ["2021-03-27 02:30:00 CET", "2021-03-28 03:00:00 CEST", "2021-03-29 02:30:00 CEST"];
    check("30 2 * * *", berlin, DstGap::Next, eve, &around);
    check("30 2 * * *", berlin, DstGap::Skip, eve, &[around[0], around[2]]);
    let (first, night) = ("2021-03-28 03:00:00 CEST", "2021-03-28T00:00:00Z");
    check("0,20 2,3 * * *", berlin, DstGap::Next, night, &[first, "2021-03-28 03:20:00 CEST"]);
    check("20 2,3 * * *", berlin, DstGap::Skip, night, &["2021-03-28 03:20:00 CEST"]);
    // The clocks go forward by half an hour, at 2.
    let (lord_howe, eve) = ("Australia/Lord_Howe", "2021-10-01T16:00:00Z");
    let around = ["2021-10-03 02:30:00 +11", "2021-10-04 02:15:00 +11"];
    check("15 2 * * *", lord_howe, DstGap::Next, eve, &around);
    check("15 2 * * *", lord_howe, DstGap::Skip, eve, &around[1..]);
    // At midnight, and a day that begins at 1.
    let (sao_paulo, eve) = ("America/Sao_Paulo", "2018-11-03T12:00:00Z");
    let around = ["2018-11-04 01:00:00 -02", "2018-11-05 00:00:00 -02"];
    check("0 0 * * *", sao_paulo, DstGap::Next, eve, &around);
    check("0 0 * * *", sao_paulo, DstGap::Skip, eve, &around[1..]);
    // Only on the day of the gap.
    check("0 0 4 11 *", sao_paulo, DstGap::Skip, eve, &["2019-11-04 00:00:00 -03"]);
}

#[test]
fn overlaps() {
    let check = |crontab, zone, overlap, from, expected: &[&str]| {
        for gap in GAPS {
            check(&trigger(crontab, zone).dst_gap(gap).dst_overlap(overlap), from, expected);
        }
    };
    let (berlin, eve) = ("Europe/Berlin", "2021-10-30T12:00:00Z");
    let night = ["2021-10-31 02:30:00 CEST", "2021-10-31 02:30:00 CET", "2021-11-01 02:30:00 CET"];
    check("30 2 * * *", berlin, DstOverlap::First, eve, &[night[0], night[2]]);
    check("30 2 * * *", berlin, DstOverlap::Last, eve, &night[1..]);
    check("30 2 * * *", berlin, DstOverlap::Both, eve, &night);
    // From the hour in between the passes.
    check("30 2 * * *", berlin, DstOverlap::Last, "2021-10-31T00:45:00Z", &night[1..]);
    check("30 2 * * *", berlin, DstOverlap::First, "2021-10-31T00:45:00Z", &night[2..]);
    // The ends of the repeated hour: 2 is repeated, 3 is not.
    let whole = ["2021-10-31 02:00:00 CET", "2021-10-31 03:00:00 CET", "2021-11-01 01:00:00 CET"];
    check("0 1-3 * * *", berlin, DstOverlap::Last, "2021-10-31T00:00:00Z", &whole);
    let (lord_howe, eve) = ("Australia/Lord_Howe", "2021-04-03T00:00:00Z");
    let night = ["2021-04-04 01:45:00 +11", "2021-04-04 01:45:00 +1030", "2021-04-05 01:45:00 +1030"];
    check("45 1 * * *", lord_howe, DstOverlap::First, eve, &[night[0], night[2]]);
    check("45 1 * * *", lord_howe, DstOverlap::Last, eve, &night[1..]);
    check("45 1 * * *", lord_howe, DstOverlap::Both, eve, &night);
    // Midnight becomes 23:00 of the day before, which is the 17th.
    let (sao_paulo, eve) = ("America/Sao_Paulo", "2018-02-17T12:00:00Z");
    let night = ["2018-02-17 23:30:00 -02", "2018-02-17 23:30:00 -03"];
    check("30 23 17 2 *", sao_paulo, DstOverlap::Last, eve, &night[1..]);
    check("30 23 17 2 *", sao_paulo, DstOverlap::Both, eve, &night);
}

#[test]
fn schedules_that_follow_elapsed_time_do_not_care() {
    let zone = TimeZone::get("Europe/Berlin").unwrap();
    for crontab in ["*/20 2 * * *", "30 * * * *", "* * 2 * * *"] {
        let default = CronTrigger::parse(crontab).unwrap().timezone(zone);
        for from in ["2021-03-27T23:00:00Z", "2021-10-30T23:00:00Z"] {
            let from = from.parse().unwrap();
            for (gap, overlap) in combinations() {
                let other = default.clone().dst_gap(gap).dst_overlap(overlap);
                assert!(fires(&other, from).take(12).eq(fires(&default, from).take(12)), "{crontab}");
            }
        }
    }
}

#[test]
fn words_that_are_none() {
    let drawn = |errors: aps_triggers::ParseErrors| errors.to_string();
    let gap = "skp".parse::<DstGap>().map_err(drawn);
    expect_test::expect![[r#"
        Err(
            "`skp` is not a value of `dst_gap`\n  |\n  | skp\n  | ^^^\n  |\n  = help: did you mean `skip`?\n  = note: `dst_gap` is one of `next`, `skip`",
        )
    "#]]
    .assert_debug_eq(&gap);
    let overlap = "twice".parse::<DstOverlap>().map_err(drawn);
    expect_test::expect![[r#"
        Err(
            "`twice` is not a value of `dst_overlap`\n  |\n  | twice\n  | ^^^^^\n  |\n  = note: `dst_overlap` is one of `first`, `last`, `both`",
        )
    "#]]
    .assert_debug_eq(&overlap);
    for (gap, overlap) in combinations() {
        assert_eq!((gap.to_string().parse(), overlap.to_string().parse()), (Ok(gap), Ok(overlap)));
    }
}

fn combinations() -> impl Iterator<Item = (DstGap, DstOverlap)> {
    GAPS.into_iter().flat_map(|gap| OVERLAPS.map(|overlap| (gap, overlap)))
}

/// Zones whose clocks are set at midnight, by half an hour, by two hours, backward in
/// summer, or over a whole day.
const ZONES: [&str; 10] = [
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "America/Sao_Paulo",
    "Africa/Casablanca",
    "Europe/Dublin",
    "America/Havana",
    "Antarctica/Troll",
    "Asia/Gaza",
];

/// Fixed times of the day, looked at minute by minute.
struct Slow {
    hours: Vec<u32>,
    minutes: Vec<u32>,
    gap: DstGap,
    overlap: DstOverlap,
    zone: jiff::tz::TimeZone,
}

const MINUTE: i64 = 60;
/// Longer than what counts as a change of the clocks, and shorter than what does not.
const JUMP: i64 = 3 * 3_600;

impl Slow {
    fn local(&self, instant: i64) -> i64 {
        instant + i64::from(self.zone.to_offset(Timestamp::from_second(instant).unwrap()).seconds())
    }

    fn matches(&self, local: i64) -> bool {
        let local = at(local);
        self.hours.contains(&local.hour()) && self.minutes.contains(&local.minute())
    }

    /// Whether one of the instants has the same local time.
    fn shown(&self, local: i64, mut instants: impl Iterator<Item = i64>) -> bool {
        instants.any(|instant| self.local(instant) == local)
    }

    fn fires_at(&self, instant: i64) -> bool {
        let local = self.local(instant);
        let missed = local - self.local(instant - MINUTE) - MINUTE;
        if self.gap == DstGap::Next && (1..JUMP).contains(&missed) {
            let made_good = (1..=missed / MINUTE).any(|back| self.matches(local - back * MINUTE));
            if made_good {
                return true;
            }
        }
        let steps = |sign| (1..JUMP / MINUTE).map(move |step| instant + sign * step * MINUTE);
        self.matches(local)
            && match self.overlap {
                DstOverlap::First => !self.shown(local, steps(-1)),
                DstOverlap::Last => !self.shown(local, steps(1)),
                DstOverlap::Both => true,
            }
    }
}

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).unwrap()
}

fn list(highest: u32, most: usize) -> impl Strategy<Value = Vec<u32>> {
    proptest::collection::vec(0..=highest, 1..most)
}

fn written(list: &[u32]) -> String {
    list.iter().map(u32::to_string).collect::<Vec<_>>().join(",")
}

proptest! {
    #![proptest_config(support::config(60))]

    #[test]
    fn every_combination_agrees_around_transitions(
        (hours, minutes) in (list(5, 4), list(59, 4)),
        zone in 0..ZONES.len(),
        transition in any::<proptest::sample::Index>(),
    ) {
        let (name, hours) = (ZONES[zone], hours.iter().map(|hour| (hour + 22) % 24).collect::<Vec<_>>());
        let zone = jiff::tz::TimeZoneDatabase::bundled().get(name).unwrap();
        let since: Timestamp = "1980-01-01T00:00:00Z".parse().unwrap();
        let until: Timestamp = "2040-01-01T00:00:00Z".parse().unwrap();
        let transitions: Vec<i64> = zone
            .following(since)
            .map(|transition| transition.timestamp())
            .take_while(|timestamp| *timestamp < until)
            .map(Timestamp::as_second)
            .collect();
        let around = *transition.get(&transitions);
        let crontab = format!("{} {} * * *", written(&minutes), written(&hours));
        let trigger = trigger(&crontab, name);
        let (from, to) = (around - 27 * 3_600, around + 27 * 3_600);
        for (gap, overlap) in combinations() {
            let slow = Slow { hours: hours.clone(), minutes: minutes.clone(), gap, overlap, zone: zone.clone() };
            let expected: Vec<_> =
                (from..to).step_by(60).filter(|instant| slow.fires_at(*instant)).map(at).collect();
            let trigger = trigger.clone().dst_gap(gap).dst_overlap(overlap);
            let found: Vec<_> = fires(&trigger, at(from)).take_while(|fire| *fire < at(to)).collect();
            prop_assert_eq!(found, expected, "{} in {}, {} and {}, from {}", crontab, name, gap, overlap, at(from));
        }
    }
}
