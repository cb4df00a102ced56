//! Crontabs from public repositories: each one is read and agrees with two other
//! implementations, or is refused with the message written down for it.

#![cfg(feature = "eval")]

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use aps_triggers::cron::parse_crontab;
use aps_triggers::{CronTrigger, TimeZone, Trigger};
use chrono::{DateTime, Utc};
use chrono_tz::{Europe::Berlin, Tz};

const CORPUS: &str = include_str!("data/real_crons.txt");
const REFUSED: &str = include_str!("data/refused_crons.txt");

/// An expression, and the dialect it was written in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Line<'a> {
    expression: &'a str,
    dialect: &'a str,
}

fn lines(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    text.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect())
}

fn corpus() -> impl Iterator<Item = Line<'static>> {
    lines(CORPUS).map(|columns| Line { expression: columns[0], dialect: columns[1] })
}

fn accepted() -> impl Iterator<Item = Line<'static>> {
    corpus().filter(|line| parse_crontab(line.expression).is_ok())
}

#[test]
fn what_is_refused_is_written_down() {
    let expected: BTreeMap<Line<'_>, &str> = lines(REFUSED)
        .map(|columns| (Line { expression: columns[0], dialect: columns[1] }, columns[2]))
        .collect();
    let mut refused = BTreeMap::new();
    for line in corpus() {
        if let Err(errors) = parse_crontab(line.expression) {
            let headlines: Vec<String> = errors.iter().map(ToString::to_string).collect();
            refused.insert(line, headlines.join("; "));
        }
    }
    let refused: BTreeMap<Line<'_>, &str> =
        refused.iter().map(|(line, text)| (*line, text.as_str())).collect();
    let table: Vec<String> =
        refused.iter().map(|(line, text)| format!("{}\t{}\t{text}", line.expression, line.dialect)).collect();
    assert!(refused == expected, "tests/data/refused_crons.txt should hold\n{}", table.join("\n"));
}

/// The fires after each of these instants are compared: a new year, and the nights
/// before the clocks of Berlin change.
const STARTS: [&str; 3] = ["2026-01-01T00:00:00Z", "2026-03-28T12:00:00Z", "2026-10-24T12:00:00Z"];
const FIRES: usize = 5;

type Fires = Vec<DateTime<Utc>>;

/// The five fires after each start.
fn fires(next: impl Fn(DateTime<Utc>) -> Option<DateTime<Utc>>) -> Fires {
    let from = |start: &str| {
        std::iter::successors(next(start.parse().unwrap()), |time| next(*time)).take(FIRES).collect::<Fires>()
    };
    STARTS.iter().flat_map(|start| from(start)).collect()
}

fn ours(line: Line<'_>, zone: Tz) -> Fires {
    let zone = TimeZone::get(zone.name()).unwrap();
    let trigger = CronTrigger::parse(line.expression).unwrap().timezone(zone);
    fires(|time| trigger.next_fire_time(Some(time), time))
}

/// The dialect is the same: both numbers of Sunday, OR of the day fields. Steps from a
/// value (`0/5`) are "sloppy" to it.
fn of_croner(line: Line<'_>, zone: Tz) -> Option<Fires> {
    let parser = croner::parser::CronParser::builder().sloppy_ranges(true).build();
    let cron = parser.parse(line.expression).ok()?;
    Some(fires(|time| {
        let next = cron.find_next_occurrence(&time.with_timezone(&zone), false).ok()?;
        Some(next.with_timezone(&Utc))
    }))
}

/// Crate `cron` wants seconds, and counts weekdays from 1, Sunday: numbers become
/// names.
fn of_cron(line: Line<'_>, zone: Tz) -> Option<Fires> {
    let mut fields: Vec<String> = line.expression.split_whitespace().map(str::to_owned).collect();
    if fields.len() == 5 {
        fields.insert(0, "0".into());
    }
    let weekday = fields.last_mut()?;
    *weekday = weekday.split(',').map(named).collect::<Vec<_>>().join(",");
    let schedule = cron::Schedule::from_str(&fields.join(" ")).ok()?;
    Some(fires(|time| Some(schedule.after(&time.with_timezone(&zone)).next()?.with_timezone(&Utc))))
}

fn named(item: &str) -> String {
    let (range, step) = item.split_once('/').map_or((item, None), |(range, step)| (range, Some(step)));
    let name = |text: &str| match text.parse::<usize>() {
        Ok(number) => ["sun", "mon", "tue", "wed", "thu", "fri", "sat", "sun"][number].to_owned(),
        Err(_) => text.to_owned(),
    };
    let range = range.split('-').map(name).collect::<Vec<_>>().join("-");
    step.map_or(range.clone(), |step| format!("{range}/{step}"))
}

/// Compares all that both accept; gives the expressions that differ.
fn differing(zone: Tz, oracle: fn(Line<'_>, Tz) -> Option<Fires>) -> (usize, BTreeSet<&'static str>) {
    let mut compared = 0;
    let mut differing = BTreeSet::new();
    for line in accepted() {
        if let Some(theirs) = oracle(line, zone) {
            compared += 1;
            if theirs != ours(line, zone) {
                differing.insert(line.expression);
            }
        }
    }
    (compared, differing)
}

/// crontab(5): if both day fields are restricted, either may match. Crate `cron`
/// wants both.
const EITHER_DAY: [&str; 3] = ["* * 2 * 1", "* 0-5 1-7,15-22 * 4", "1 1 1 1 1"];

/// cron(8) of cronie: what falls into a skipped hour runs right after it, unless hour
/// or minute begin with `*`. Crate `cron` never makes it good, croner not if the hour
/// has a step.
const SKIPPED_HOUR: [&str; 18] = [
    "0 2 * * 0",
    "0 2/3 * * *",
    "12 2 * * *",
    "15 2 * * *",
    "30 2 * * *",
    "54 2 * * *",
    "0 2-23/4 * * *",
    "13 2-23/8 * * *",
    "16 2-23/8 * * *",
    "18 2-23/8 * * *",
    "2 2-23/8 * * *",
    "22 2-23/8 * * *",
    "24 2-23/8 * * *",
    "27 2-23/3 * * *",
    "28 2-23/8 * * *",
    "29 2-23/8 * * *",
    "30 2-23/4 * * *",
    "31 2-23/8 * * *",
];

/// Those of `SKIPPED_HOUR` that croner differs on, too.
fn stepped_hour() -> impl Iterator<Item = &'static str> {
    SKIPPED_HOUR.into_iter().filter(|expression| expression.contains('/'))
}

#[test]
fn agrees_with_croner() {
    assert_eq!(differing(Tz::UTC, of_croner), (COMPARED, BTreeSet::new()));
    assert_eq!(differing(Berlin, of_croner), (COMPARED, stepped_hour().collect()));
}

#[test]
fn agrees_with_cron() {
    let both = EITHER_DAY.into_iter().chain(SKIPPED_HOUR);
    assert_eq!(differing(Tz::UTC, of_cron), (COMPARED - UNKNOWN_TO_CRON.len(), EITHER_DAY.into()));
    assert_eq!(differing(Berlin, of_cron), (COMPARED - UNKNOWN_TO_CRON.len(), both.collect()));
}

/// Croner takes every expression we take, and so they are all compared.
const COMPARED: usize = 411;
/// Crate `cron` does not take these: it has no `L`, `W` and `#`, and no step beyond
/// its range.
const UNKNOWN_TO_CRON: [&str; 20] = [
    "* * * * * 6L",
    "* * * * 1#1",
    "* * * * 1#2",
    "* * * * 4L",
    "* * * * 5L",
    "* * * */2 6#1",
    "* * 1-21 * 0L",
    "* * 1-28 * SUN#5",
    "* * LW * 1#1",
    "0 14-23/24 * * *",
    "0 8-20/24 * * *",
    "14 16-23/24 * * *",
    "15 1-23/24 * * *",
    "15 5-23/24 * * *",
    "17 23-23/24 * * *",
    "2 18-23/24 * * *",
    "22 12-23/24 * * *",
    "26 12-23/24 * * *",
    "27 19-23/24 * * *",
    "32 12-23/24 * * *",
];

#[test]
fn cron_takes_the_rest() {
    let unknown: BTreeSet<&str> =
        accepted().filter(|line| of_cron(*line, Tz::UTC).is_none()).map(|line| line.expression).collect();
    assert_eq!(unknown, UNKNOWN_TO_CRON.into());
}

#[test]
fn every_accepted_line_fires() {
    assert_eq!((accepted().count(), corpus().count()), (COMPARED, 454));
    for line in accepted() {
        assert_eq!(ours(line, Tz::UTC).len(), STARTS.len() * FIRES, "{line:?}");
    }
}
