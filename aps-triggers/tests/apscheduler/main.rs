//! Agrees with APScheduler 3.11.3 on all 3,001 recorded answers, but for those that
//! `data/apscheduler_deviations.tsv` lists, each with its reason.

#![cfg(feature = "eval")]

mod build;
mod vector;

use std::collections::{BTreeMap, BTreeSet};

use aps_triggers::{AnyTrigger, Trigger};
use chrono::TimeDelta;
use serde_json::{Map, Value};

use build::{Refused, build, plain};
use vector::{Answer, Vector};

const VECTORS: &str = include_str!("../data/apscheduler.jsonl");
const DEVIATIONS: &str = include_str!("../data/apscheduler_deviations.tsv");
const REASONS: &str = include_str!("../data/apscheduler_reasons.tsv");

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

    fn of_text(vector: &Vector, here: &AnyTrigger) -> Option<Self> {
        let wanted = text(&vector.kind, &vector.args, vector.text.as_deref());
        let here = here.to_string();
        (wanted != here).then(|| Self { id: vector.id.clone(), aspect: "text", here })
    }
}

/// APScheduler's text, where it has one that says what was written.
///
/// A crontab is shown as it is written there, and in the fields it stands for by
/// APScheduler; of a calendar interval, it knows the `repr` only.
fn text(kind: &str, args: &Map<String, Value>, upstream: Option<&str>) -> String {
    match kind {
        "crontab" => format!("cron[{}]", one_blank(&plain(&args["expr"]))),
        "calendarinterval" => calendar_text(args),
        "and" | "or" if !upstream.is_some_and(speaks_of_fields_only) => {
            let member = |member: &Value| {
                let (kind, args) = (member["kind"].as_str().unwrap(), member["args"].as_object().unwrap());
                text(kind, args, build::alone(kind, args).as_deref())
            };
            let members: Vec<String> = args["triggers"].as_array().unwrap().iter().map(member).collect();
            format!("{kind}[{}]", members.join(", "))
        }
        _ => upstream.unwrap_or_default().to_owned(),
    }
}

/// All five fields are given where there was a crontab.
fn speaks_of_fields_only(text: &str) -> bool {
    !text.contains("CalendarIntervalTrigger") && !text.contains("month='*', day='*', day_of_week=")
}

fn calendar_text(args: &Map<String, Value>) -> String {
    let number = |name: &str| args.get(name).and_then(Value::as_u64).unwrap_or(0);
    let units = ["years", "months", "weeks", "days"].map(|unit| (unit, number(unit)));
    let units = units.iter().filter(|(_, count)| *count > 0);
    let units: Vec<String> = units.map(|(unit, count)| format!("{unit}={count}, ")).collect();
    let units = units.concat();
    let [hour, minute, second] = ["hour", "minute", "second"].map(number);
    format!("calendarinterval[{units}time='{hour:02}:{minute:02}:{second:02}']")
}

fn one_blank(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_difference_to_apscheduler_is_written_down() {
    let mut groups: BTreeMap<String, [usize; 2]> = BTreeMap::new();
    let mut found = BTreeSet::new();
    for vector in vectors() {
        let counts = groups.entry(vector.group.clone()).or_default();
        let built = build(&vector);
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
    println!("{:24}{:>8}{:>10}", "group", "agrees", "deviates");
    for (group, [agrees, deviates]) in &groups {
        println!("{group:24}{agrees:>8}{deviates:>10}");
    }
    assert_eq!(groups.values().flatten().sum::<usize>(), 3_001);
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
        match build(&vector) {
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

/// What is wrong is named: the field, if there are several, and the text.
#[test]
fn refusals_name_the_field_and_the_text() {
    for vector in vectors() {
        let Err(Refused::By(refused)) = build(&vector) else { continue };
        let message = refused.to_string();
        let names_field = |name: &str| vector.kind != "cron_fields" || message.contains(&format!("`{name}`"));
        let named = texts(&vector.args).iter().any(|(name, text)| {
            let is_date = name.ends_with("_date");
            (is_date || names_field(name)) && one_blank(&message).contains(&one_blank(text))
        });
        let zone = message.contains(&format!("`{}`", vector.timezone));
        // Numbers and pairs of dates are no text, and of members each one alone is right.
        let length =
            message.contains("interval: the ") || message.ends_with("the end comes before the start");
        let combination = message.starts_with("invalid combination: this never fires");
        assert!(named || zone || length || combination, "{}: {:?}\n{message}", vector.id, vector.args);
    }
}

/// The arguments as text, those of members among them.
fn texts(args: &Map<String, Value>) -> Vec<(String, String)> {
    let of_members = args.get("triggers").and_then(Value::as_array).into_iter().flatten();
    let of_members = of_members.flat_map(|member| texts(member["args"].as_object().unwrap()));
    args.iter().map(|(name, value)| (name.clone(), plain(value))).chain(of_members).collect()
}
