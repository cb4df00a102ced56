//! A slow and simple answer to the question when a schedule fires, written apart from
//! the crate: text is matched against every second or minute of the local clock.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, TimeDelta, Timelike, Utc, Weekday};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Seconds between UTC and the local clock, by jiff itself.
pub fn offset(zone: &TimeZone, instant: i64) -> i64 {
    zone.to_offset(Timestamp::from_second(instant).unwrap()).seconds().into()
}

/// A schedule in the keyed form, one plain predicate per field.
#[derive(Clone, Debug)]
pub struct Slow {
    pub year: String,
    pub month: String,
    pub day: String,
    pub week: String,
    pub day_of_week: String,
    pub hour: String,
    pub minute: String,
    pub second: String,
}

impl Slow {
    pub fn matches(&self, local: NaiveDateTime) -> bool {
        in_list(&self.second, local.second())
            && in_list(&self.minute, local.minute())
            && in_list(&self.hour, local.hour())
            && in_list(&self.month, local.month())
            && self.day.split(',').any(|item| day_matches(item, local.date()))
            && in_list(&self.week, local.iso_week().week())
            && in_list(&self.day_of_week, local.weekday().num_days_from_monday())
            && in_list(&self.year, local.year().try_into().unwrap())
    }

    /// No `*` in hour, minute and second.
    pub fn is_fixed_time(&self) -> bool {
        ![&self.hour, &self.minute, &self.second].into_iter().any(|field| field.contains('*'))
    }

    /// Every fire in `from..to`, found by looking at each `step` seconds.
    ///
    /// In the last second before a jump of the clocks forward, fixed times that are
    /// skipped move to the jump; after a jump backward they have had their turn.
    pub fn fires(&self, zone: &TimeZone, from: i64, to: i64, step: i64) -> Vec<DateTime<Utc>> {
        let mut fires = Vec::new();
        let mut latest_local = i64::MIN;
        for instant in (from - LOOK_BACK..to).step_by(step.try_into().unwrap()) {
            let local = instant + offset(zone, instant);
            let jump = local - (instant - step + offset(zone, instant - step)) - step;
            let makes_good = self.is_fixed_time() && jump.abs() < 3 * 3_600;
            let first_time = !makes_good_lately(self, zone, instant) || local > latest_local;
            let skipped = (1..=(jump / step).max(0)).any(|back| self.matches(naive(local - back * step)));
            let due = (self.matches(naive(local)) && first_time) || (makes_good && skipped);
            if due && instant >= from {
                fires.push(DateTime::from_timestamp(instant, 0).unwrap());
            }
            latest_local = latest_local.max(local);
        }
        fires
    }
}

/// How far back an overlap is remembered.
const LOOK_BACK: i64 = 4 * 3_600;

/// Whether this is a schedule of fixed times, and no jump of three hours or more lies
/// shortly before the instant.
fn makes_good_lately(slow: &Slow, zone: &TimeZone, instant: i64) -> bool {
    slow.is_fixed_time() && (offset(zone, instant) - offset(zone, instant - LOOK_BACK)).abs() < 3 * 3_600
}

fn naive(local: i64) -> NaiveDateTime {
    DateTime::from_timestamp(local, 0).unwrap().naive_utc()
}

fn in_list(list: &str, value: u32) -> bool {
    list.split(',').any(|item| in_item(item, value))
}

fn in_item(item: &str, value: u32) -> bool {
    let (range, step) = item.split_once('/').unwrap_or((item, "1"));
    let step: u32 = step.parse().unwrap();
    match range.split_once('-') {
        Some((first, last)) => {
            let (first, last): (u32, u32) = (first.parse().unwrap(), last.parse().unwrap());
            (first..=last).contains(&value) && (value - first).is_multiple_of(step)
        }
        None if range == "*" => value.is_multiple_of(step),
        None => range.parse::<u32>().unwrap() == value,
    }
}

fn day_matches(item: &str, date: NaiveDate) -> bool {
    let week_later = date + TimeDelta::days(7);
    match item.split_once(' ') {
        _ if item == "last" => (date + TimeDelta::days(1)).month() != date.month(),
        Some(("last", weekday)) => is(weekday, date) && week_later.month() != date.month(),
        Some((nth, weekday)) => is(weekday, date) && nth.starts_with(&((date.day() - 1) / 7 + 1).to_string()),
        None => in_item(item, date.day()),
    }
}

fn is(weekday: &str, date: NaiveDate) -> bool {
    weekday.parse::<Weekday>().unwrap() == date.weekday()
}
