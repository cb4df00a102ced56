//! A schedule of the `cron` crate fires at the same times as a trigger.

#![cfg(feature = "cron")]

use std::str::FromStr;

use aps_triggers::{CronTrigger, Trigger};
use chrono::{DateTime, Utc};
use cron::Schedule;

/// Every form of that crate's grammar: seconds first, an optional year last, names,
/// macros, steps from a value and from a range, lists of all of them, `?`.
const SCHEDULES: [&str; 30] = [
    "* * * * * *",
    "0 * * * * *",
    "*/10 * * * * *",
    "5/20 * * * * *",
    "0 */15 2 * * *",
    "0 0,20,40 * * * *",
    "0 0 */6 * * *",
    "0 0 1-23/7 * * *",
    "0 30 9,12,15 1,15 May-Aug Mon,Wed,Fri 2018/2",
    "0 30 9 ? * 2-6",
    "0 0 0 * * 1",
    "0 0 0 * * 7",
    "0 0 0 * * Fri-Sat",
    "0 0 0 * * Sun-Tue",
    "0 0 0 13 * Fri",
    "0 0 0 31 * *",
    "0 0 0 29 2 *",
    "0 0 0 29 2 * 2000-2080",
    "0 0 0 1 1 * 2030,2035,2040-2042",
    "0 0 0 1/5 * *",
    "0 0 0 */2 * *",
    "0 0 12 * Jan-Mar,jul,10 *",
    "0 0 12 1-7 * Mon",
    "17,19,23-25 1-5,59 23 28-31 */3 *",
    "0 59 23 31 December Thursday",
    "@yearly",
    "@monthly",
    "@weekly",
    "@daily",
    "@hourly",
];

/// Crontabs in real use, as far as that crate reads them; without a field for seconds.
const REAL: &str = include_str!("data/real_crons.txt");

#[test]
fn fires_are_the_same() {
    let compared: usize = SCHEDULES.iter().map(|text| agreeing(&Schedule::from_str(text).unwrap())).sum();
    assert!(compared > 1_500, "{compared}");
}

#[test]
fn fires_of_real_crontabs_are_the_same() {
    let crontabs = REAL.lines().filter_map(|line| line.split('\t').next());
    let schedules = crontabs.filter_map(|crontab| Schedule::from_str(&format!("0 {crontab}")).ok());
    let compared: usize = schedules.map(|schedule| agreeing(&schedule)).sum();
    assert!(compared > 10_000, "{compared}");
}

/// The next twenty fires from here and there; how many they are.
fn agreeing(schedule: &Schedule) -> usize {
    let Ok(trigger) = CronTrigger::try_from(schedule) else {
        assert_eq!(schedule.after(&DateTime::<Utc>::UNIX_EPOCH).next(), None, "{schedule}");
        return 0;
    };
    let mut compared = 0;
    for from in ["1999-12-31T23:59:58Z", "2026-11-22T00:10:19Z", "2028-02-28T22:00:00Z"] {
        let from: DateTime<Utc> = from.parse().unwrap();
        let next = |previous| trigger.next_fire_time(Some(previous), from);
        let ours = std::iter::successors(next(from), |fire| next(*fire));
        // That crate knows no year after 2100.
        let known = |fire: &DateTime<Utc>| *fire < DateTime::from_timestamp(4_133_980_800, 0).unwrap();
        let ours: Vec<_> = ours.take_while(known).take(20).collect();
        let theirs: Vec<_> = schedule.after(&from).take_while(known).take(20).collect();
        assert_eq!(ours, theirs, "{schedule}: {trigger} from {from}");
        compared += theirs.len();
    }
    compared
}

#[test]
fn the_text_is_the_shortest_keyed_form() {
    for (schedule, text) in [
        ("*/10 * * * * *", "hour='*', minute='*', second='*/10'"),
        ("0 1,3,5,6,7 2 * * Sun", "day_of_week='6', hour='2', minute='1,3,5-7', second='0'"),
        ("0 0 0 1-7 */3 2-6 2030-2040/5", "year='2030,2035,2040', month='*/3', day='1-7', day_of_week='0-4'"),
    ] {
        let trigger = CronTrigger::try_from(&Schedule::from_str(schedule).unwrap()).unwrap();
        assert!(trigger.text().contains(text), "{trigger}");
    }
}

#[test]
fn a_schedule_that_never_fires_is_refused() {
    let schedule = Schedule::from_str("0 0 0 30 2 *").unwrap();
    let error = CronTrigger::try_from(&schedule).unwrap_err().to_string();
    assert!(error.contains("february has no day 30"), "{error}");
}
