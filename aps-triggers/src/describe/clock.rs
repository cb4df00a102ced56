//! Hour, minute and second.

use super::set::Set;
use super::words::{counted, joined};
use crate::cron::CronFields;

/// The times of a day, in words.
pub(super) struct Clock {
    pub(super) text: String,
    /// Whether it leaves open on which days.
    pub(super) wants_days: bool,
}

/// The times of a day that match.
pub(super) fn clock(fields: &CronFields) -> Clock {
    let hours = Set::of(fields.hours.into(), 0, 23);
    let minutes = Set::of(fields.minutes, 0, 59);
    let seconds = Set::of(fields.seconds, 0, 59);
    if let Some(text) = times(&hours, &minutes, &seconds) {
        return Clock { text, wants_days: true };
    }
    if let Some(text) = every_few_hours(&hours, &minutes, &seconds) {
        return Clock { text, wants_days: false };
    }
    let text = match seconds.single() {
        Some(0) => by_minutes(&minutes, &hours),
        _ => by_seconds(&seconds, &minutes, &hours),
    };
    // "Every minute of hour 9" is so every day.
    let wants_days = !hours.is_all() && !text.contains("every");
    Clock { text, wants_days }
}

/// `at 09:00 and 17:00`, if there are but a few times and no row of them.
fn times(hours: &Set, minutes: &Set, seconds: &Set) -> Option<String> {
    let sets = [hours, minutes, seconds];
    let count: usize = sets.iter().map(|set| set.count()).product();
    let steps = |set: &Set| set.count() >= 3 && set.even_step().is_some();
    let most = if steps(minutes) || steps(seconds) { 4 } else { 6 };
    if count > most || steps(hours) || sets.iter().any(|set| set.is_all() || set.long_run().is_some()) {
        return None;
    }
    let mut words = Vec::new();
    for hour in &hours.numbers {
        for minute in &minutes.numbers {
            words.extend(seconds.numbers.iter().map(|second| time(*hour, *minute, *second)));
        }
    }
    Some(format!("at {}", joined(&words, "and")))
}

/// `09:00`, or `09:00:30`.
pub(super) fn time(hour: u32, minute: u32, second: u32) -> String {
    let seconds = if second == 0 { String::new() } else { format!(":{second:02}") };
    format!("{hour:02}:{minute:02}{seconds}")
}

/// `every 2 hours`, `every 6 hours from 01:30`.
fn every_few_hours(hours: &Set, minutes: &Set, seconds: &Set) -> Option<String> {
    let (step, hour) = hours.even_step().filter(|_| hours.count() >= 3)?;
    let (minute, second) = (minutes.single()?, seconds.single()?);
    let from = match (hour, minute, second) {
        (0, 0, 0) => String::new(),
        _ => format!(" from {}", time(hour, minute, second)),
    };
    Some(format!("every {step} hours{from}"))
}

fn by_minutes(minutes: &Set, hours: &Set) -> String {
    let lead = Lead::of(minutes, "minute");
    match lead {
        _ if hours.is_all() && minutes.single() == Some(0) => "every hour".into(),
        Lead::Every(text) if hours.is_all() => text,
        Lead::At(text) if hours.is_all() => format!("{text} of every hour"),
        Lead::Every(text) | Lead::At(text) => format!("{text} of {}", hours.of_unit("hour")),
    }
}

fn by_seconds(seconds: &Set, minutes: &Set, hours: &Set) -> String {
    let of_hours = || if hours.is_all() { "every hour".into() } else { hours.of_unit("hour") };
    match (Lead::of(seconds, "second"), minutes.is_all(), hours.is_all()) {
        (Lead::Every(text), true, true) => text,
        (Lead::At(text), true, true) => format!("{text} of every minute"),
        (Lead::Every(text), true, false) => format!("{text} of {}", of_hours()),
        (Lead::At(text), true, false) => format!("{text} of every minute of {}", of_hours()),
        (Lead::Every(text) | Lead::At(text), false, _) => {
            format!("{text} of {} of {}", minutes.of_unit("minute"), of_hours())
        }
    }
}

/// How the finest unit is put.
enum Lead {
    /// `every 5 minutes`, which says it all
    Every(String),
    /// `at minute 5`, of something
    At(String),
}

impl Lead {
    fn of(set: &Set, unit: &str) -> Self {
        if set.is_all() {
            return Self::Every(format!("every {unit}"));
        }
        match set.even_step() {
            Some((step, 0)) => Self::Every(format!("every {step} {unit}s")),
            Some((step, first)) if set.count() >= 3 => {
                Self::Every(format!("every {step} {unit}s from {unit} {first}"))
            }
            _ if set.long_step().is_some() => Self::At(format!("at {}", set.of_unit(unit))),
            _ => Self::At(format!("at {}", counted(unit, set.count(), &set.list("and")))),
        }
    }
}
