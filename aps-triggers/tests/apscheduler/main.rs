//! Agrees with APScheduler 3.11.3 on all 3,001 recorded answers, but for those that
//! `data/apscheduler_deviations.tsv` lists, each with its reason.

#![cfg(feature = "eval")]

mod build;
mod vector;

use std::collections::{BTreeMap, BTreeSet};

use aps_triggers::{AnyTrigger, Trigger};
use chrono::TimeDelta;

use build::{Refused, build, plain};
use vector::{Answer, Vector};

const VECTORS: &str = include_str!("../data/apscheduler.jsonl");
const DEVIATIONS: &str = include_str!("../data/apscheduler_deviations.tsv");
const REASONS: &str = include_str!("../data/apscheduler_reasons.tsv");

/// Kinds of trigger that the crate does not have yet, and how many vectors ask for
/// them. With the type comes an arm of `Arguments::trigger`, and the line goes.
const NOT_YET: [(&str, usize); 3] = [("and", 83), ("calendarinterval", 331), ("or", 103)];

fn vectors() -> impl Iterator<Item = Vector> {
    VECTORS.lines().map(Vector::read)
}

/// A table of TAB separated columns; lines with `#` are comments.
fn table(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    text.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect())
}

/// As many fires as were recorded, asked for the way a scheduler does.
fn ask(trigger: &AnyTrigger, vector: &Vector) -> Answer {
    let mut now = vector.now.unwrap_or(vector.constructed);
    let mut previous = vector.previous;
    let mut fires = Vec::new();
    while fires.len() < vector.cap {
        let Some(fire) = trigger.next_fire_time(previous, now) else {
            return Answer::Fires { fires, ended: true };
        };
        fires.push(fire);
        previous = Some(fire);
        now = now.max(fire) + TimeDelta::milliseconds(1);
    }
    Answer::Fires { fires, ended: false }
}

/// Where this crate and APScheduler part: the identity of the vector, what differs
/// (`fires` or `text`), and what this crate has instead.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Deviation {
    id: String,
    aspect: &'static str,
    here: String,
}

impl Deviation {
    fn of_fires(vector: &Vector, here: &Answer) -> Option<Self> {
        let here = match &vector.right {
            _ if *here == vector.upstream => return None,
            Some(right) if here == right => "right".to_owned(),
            _ => here.to_string(),
        };
        Some(Self { id: vector.id.clone(), aspect: "fires", here })
    }

    /// A crontab is shown as it is written, and not in the fields it stands for.
    fn of_text(vector: &Vector, here: &AnyTrigger) -> Option<Self> {
        let wanted = match vector.kind.as_str() {
            "crontab" => Some(format!("cron[{}]", one_blank(&plain(&vector.args["expr"])))),
            _ => vector.text.clone(),
        };
        let here = here.to_string();
        let differs = wanted.is_some_and(|wanted| wanted != here);
        differs.then(|| Self { id: vector.id.clone(), aspect: "text", here })
    }
}

fn one_blank(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_difference_to_apscheduler_is_written_down() {
    let mut groups: BTreeMap<String, [usize; 3]> = BTreeMap::new();
    let mut found = BTreeSet::new();
    for vector in vectors() {
        let counts = groups.entry(vector.group.clone()).or_default();
        let Some(built) = build(&vector) else {
            counts[2] += 1;
            continue;
        };
        let fires = match &built {
            Ok(trigger) => ask(trigger, &vector),
            Err(_) => Answer::Refused,
        };
        let of_text = built.ok().and_then(|trigger| Deviation::of_text(&vector, &trigger));
        let deviations = Deviation::of_fires(&vector, &fires).into_iter().chain(of_text);
        let before = found.len();
        found.extend(deviations);
        counts[usize::from(found.len() > before)] += 1;
    }
    println!("{:24}{:>8}{:>10}{:>9}", "group", "agrees", "deviates", "not yet");
    for (group, [agrees, deviates, not_yet]) in &groups {
        println!("{group:24}{agrees:>8}{deviates:>10}{not_yet:>9}");
    }
    compare(&found);
}

fn compare(found: &BTreeSet<Deviation>) {
    let listed: BTreeSet<Deviation> = table(DEVIATIONS)
        .map(|columns| {
            let [id, aspect, _, here] = columns[..] else { panic!("{columns:?}") };
            Deviation { id: id.into(), aspect, here: here.into() }
        })
        .collect();
    let lines = |set: Vec<&Deviation>| {
        let line = |it: &Deviation| format!("{}\t{}\t?\t{}\n", it.id, it.aspect, it.here);
        set.into_iter().map(line).collect::<String>()
    };
    let (new, gone) = (lines(found.difference(&listed).collect()), lines(listed.difference(found).collect()));
    assert!(
        new.is_empty() && gone.is_empty(),
        "tests/data/apscheduler_deviations.tsv\nlacks\n{new}and should not have\n{gone}"
    );
}

/// APScheduler reads a crontab string as keyed fields. Written as such, it means the
/// same here: only the dialect of crontab strings differs.
#[test]
fn a_crontab_of_apscheduler_is_keyed_fields() {
    let mut compared = 0;
    for mut vector in vectors().filter(|vector| vector.kind == "crontab" && vector.group != "invalid") {
        let expression = plain(&vector.args["expr"]);
        let fields = ["minute", "hour", "day", "month", "day_of_week"];
        let values = expression.split_whitespace().map(Into::into);
        vector.args = fields.map(String::from).into_iter().zip(values).collect();
        vector.kind = "cron_fields".into();
        match build(&vector).unwrap() {
            Ok(trigger) => {
                let wanted = vector.right.as_ref().unwrap_or(&vector.upstream);
                assert_eq!(ask(&trigger, &vector), *wanted, "{} {expression}", vector.id);
                assert_eq!(Some(trigger.to_string()), vector.text, "{}", vector.id);
            }
            Err(Refused::By(refused)) => assert!(refused.to_string().contains("never fires"), "{refused}"),
            Err(Refused::ByType) => unreachable!("all are texts"),
        }
        compared += 1;
    }
    assert_eq!(compared, 209);
}

/// A reason that nothing has is as wrong as a difference without one.
#[test]
fn every_reason_is_explained_and_used() {
    let explained: BTreeSet<&str> = table(REASONS)
        .map(|columns| {
            let [key, authority, explanation] = columns[..] else { panic!("{columns:?}") };
            assert!(!authority.is_empty() && !explanation.is_empty(), "{key}");
            key
        })
        .collect();
    let used: BTreeSet<&str> = table(DEVIATIONS).map(|columns| columns[2]).collect();
    assert_eq!(explained, used);
}

#[test]
fn every_vector_is_asked() {
    let mut not_yet: BTreeMap<String, usize> = BTreeMap::new();
    for vector in vectors() {
        if build(&vector).is_none() {
            *not_yet.entry(vector.kind).or_default() += 1;
        }
    }
    assert_eq!(vectors().count(), 3_001);
    assert_eq!(not_yet, NOT_YET.map(|(kind, count)| (kind.to_owned(), count)).into());
}

/// What is wrong is named: the field, if there are several, and the text.
#[test]
fn refusals_name_the_field_and_the_text() {
    for vector in vectors() {
        let Some(Err(Refused::By(refused))) = build(&vector) else { continue };
        let message = refused.to_string();
        let texts: Vec<(String, String)> =
            vector.args.iter().map(|(name, value)| (name.clone(), plain(value))).collect();
        let names_field = |name: &str| vector.kind != "cron_fields" || message.contains(&format!("`{name}`"));
        let named = texts.iter().any(|(name, text)| {
            let is_date = name.ends_with("_date");
            (is_date || names_field(name)) && one_blank(&message).contains(&one_blank(text))
        });
        let zone = message.contains(&format!("`{}`", vector.timezone));
        // The numbers of a length are no text.
        let length = message.starts_with("invalid interval: the length");
        assert!(named || zone || length, "{}: {:?}\n{message}", vector.id, vector.args);
    }
}
