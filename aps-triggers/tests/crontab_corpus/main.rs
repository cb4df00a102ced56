//! A large corpus of crontabs against `croner` and `cron`, in three zones. Each kind of
//! disagreement stands in `data/disagreements.tsv`, with the authority that decides it.
//!
//! `APS_TESTS=full` compares 60,000 crontabs, in a minute (use a release build).

#![cfg(feature = "eval")]

mod classes;
mod generate;
mod peers;
#[path = "../support/mod.rs"]
mod support;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use chrono_tz::{America::New_York, Europe::Berlin, Tz};

use generate::Crontab;
use peers::{Fires, of_cron, of_croner, ours};
use support::{Random, full};

const DISAGREEMENTS: &str = include_str!("../data/disagreements.tsv");

/// One question to all.
pub(crate) struct Case {
    pub(crate) crontab: Crontab,
    pub(crate) zone: Tz,
    pub(crate) start: DateTime<Utc>,
}

#[derive(Default)]
struct Tally {
    compared: usize,
    /// How often each class came up, and its first example.
    classes: BTreeMap<String, (usize, String)>,
}

type Peer = fn(&Crontab, Tz, DateTime<Utc>) -> Option<Fires>;
type Class = fn(&Case, Option<&Fires>, Option<&Fires>) -> Option<String>;

const PEERS: [(&str, Peer, Class); 2] =
    [("croner", of_croner, classes::croner), ("cron", of_cron, classes::cron)];

#[test]
fn every_disagreement_is_of_a_known_class() {
    let mut random = Random::new();
    let mut tallies: BTreeMap<&str, Tally> = BTreeMap::new();
    for _ in 0..if full() { 60_000 } else { 1_500 } {
        let crontab = Crontab::draw(&mut random);
        for zone in [Tz::UTC, Berlin, New_York] {
            let case = Case { crontab: crontab.clone(), zone, start: start(zone, &mut random) };
            for (name, peer, class) in PEERS {
                tallies.entry(name).or_default().compare(&case, peer, class);
            }
        }
    }
    let mut found = BTreeSet::new();
    for (peer, tally) in &tallies {
        println!("{peer}: {} compared", tally.compared);
        for (class, (count, example)) in &tally.classes {
            println!("  {count:>6} {class}: {example}");
            found.extend(class.split(" + ").map(|class| (*peer, class)));
        }
    }
    let listed: BTreeSet<(&str, &str)> = listed().map(|columns| (columns[0], columns[1])).collect();
    let new: Vec<_> = found.difference(&listed).collect();
    assert!(new.is_empty(), "not in tests/data/disagreements.tsv: {new:?}");
    assert!(!full() || found == listed, "does not come up: {:?}", listed.difference(&found));
}

impl Tally {
    fn compare(&mut self, case: &Case, peer: Peer, class: Class) {
        let Case { crontab, zone, start } = case;
        let ours = ours(&crontab.to_string(), *zone, *start);
        let theirs = peer(crontab, *zone, *start);
        self.compared += 1;
        if ours == theirs {
            return;
        }
        let class = class(case, ours.as_ref(), theirs.as_ref());
        let example = format!("`{crontab}` in {zone} after {start}");
        let Some(class) = class else {
            panic!("{example}: a new disagreement\nhere:  {ours:?}\nthere: {theirs:?}");
        };
        self.classes.entry(class).or_insert((0, example)).0 += 1;
    }
}

/// An instant up to 2090; where clocks are set, mostly one or two days before that.
fn start(zone: Tz, random: &mut Random) -> DateTime<Utc> {
    let any = i64::from(random.within(0..=3_786_000_000));
    let at = |seconds| DateTime::from_timestamp(seconds, 0).unwrap();
    if zone == Tz::UTC || random.below(4) == 0 {
        return at(any);
    }
    let theirs = jiff::tz::TimeZoneDatabase::bundled().get(zone.name()).unwrap();
    let next = theirs.following(jiff::Timestamp::from_second(any).unwrap()).next();
    let before = i64::from(random.within(5 * 3_600..=40 * 3_600));
    next.map_or(at(any), |next| at(next.timestamp().as_second() - before))
}

fn listed() -> impl Iterator<Item = Vec<&'static str>> {
    DISAGREEMENTS
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split('\t').collect::<Vec<_>>())
        .inspect(|columns| assert_eq!(columns.len(), 4, "{columns:?}"))
}
