//! Lengths of time, and moments.

use std::time::Duration;

use super::clock::time;
use super::words::{counted, joined};
use crate::calendar::{Date, split};
use crate::calendar_interval::CalendarInterval;
use crate::date::Moment;

/// `2 hours`, `1 minute and 30.5 seconds`.
pub fn length(length: Duration) -> String {
    let mut left = length.as_secs();
    let mut words = Vec::new();
    for (unit, size) in [("day", 86_400), ("hour", 3_600), ("minute", 60)] {
        if left >= size {
            words.push(amount(left / size, unit));
            left %= size;
        }
    }
    match length.subsec_nanos() {
        0 if left == 0 && !words.is_empty() => {}
        0 => words.push(amount(left, "second")),
        nanos => words.push(format!("{left}{} seconds", fraction(nanos))),
    }
    joined(&words, "and")
}

/// `every hour`, `every 2 hours`. A day is said in hours, as it is not the same time of
/// the next day where the clocks change.
pub(super) fn every(duration: Duration) -> String {
    match duration.as_nanos() {
        1_000_000_000 => "every second".into(),
        60_000_000_000 => "every minute".into(),
        3_600_000_000_000 => "every hour".into(),
        86_400_000_000_000 => "every 24 hours".into(),
        _ => format!("every {}", length(duration)),
    }
}

/// `every month`, `every 2 weeks`, `every year and 2 months`.
pub(super) fn every_calendar(interval: CalendarInterval) -> String {
    let CalendarInterval { years, months, weeks, days } = interval;
    let units = [(years, "year"), (months, "month"), (weeks, "week"), (days, "day")];
    let given: Vec<_> = units.into_iter().filter(|(count, _)| *count > 0).collect();
    match given.as_slice() {
        [(1, unit)] => format!("every {unit}"),
        given => {
            let words: Vec<String> =
                given.iter().map(|(count, unit)| amount((*count).into(), unit)).collect();
            format!("every {}", joined(&words, "and"))
        }
    }
}

fn amount(count: u64, unit: &str) -> String {
    let plural = if count == 1 { 1 } else { 2 };
    format!("{count} {}", counted(unit, plural, "").trim_end())
}

/// `2030-01-31`, `2030-01-31 08:00`; an instant in UTC.
pub fn moment(moment: Moment) -> String {
    match moment {
        Moment::Local { year, month, day, hour, minute, second, nanos } => {
            let date = format!("{year:04}-{month:02}-{day:02}");
            date_and_time(date, (hour.into(), minute.into(), second.into()), nanos)
        }
        Moment::Instant { seconds, nanos } => {
            let (day, time) = split(seconds.clamp(-LARGEST, LARGEST));
            let Date { year, month, day } = Date::from_days(day);
            let date = format!("{year:04}-{month:02}-{day:02}");
            let clock = (time / 3_600, time / 60 % 60, time % 60);
            format!("{} UTC", date_and_time(date, clock, nanos))
        }
    }
}

/// Some 260,000 years: what lies beyond is not told apart.
const LARGEST: i64 = 8_200_000_000_000;

pub(super) fn date_and_time(date: String, (hour, minute, second): (u32, u32, u32), nanos: u32) -> String {
    match (hour, minute, second, nanos) {
        (0, 0, 0, 0) => date,
        (_, _, _, 0) => format!("{date} {}", time(hour, minute, second)),
        _ => format!("{date} {hour:02}:{minute:02}:{second:02}{}", fraction(nanos)),
    }
}

/// `.5`.
fn fraction(nanos: u32) -> String {
    let digits = format!("{nanos:09}");
    format!(".{}", digits.trim_end_matches('0'))
}
