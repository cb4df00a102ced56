//! A slow and simple answer to the question when a schedule fires, written apart from
//! the crate: text is matched against every second or minute of the local clock.

#![allow(dead_code, reason = "each test uses its own part")]

use std::collections::BTreeMap;

use aps_triggers::ZoneSource;
use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, TimeDelta, Utc, Weekday};
use jiff::Timestamp;
use jiff::tz::{TimeZone, TimeZoneDatabase};

/// The database that the crate takes its rules from, read by jiff itself.
pub fn database() -> TimeZoneDatabase {
    match aps_triggers::TimeZone::source() {
        ZoneSource::System { directory, .. } => TimeZoneDatabase::from_dir(directory).unwrap(),
        _ => TimeZoneDatabase::bundled().clone(),
    }
}

/// The offsets from UTC over a stretch of time, by jiff itself: each from an instant on.
pub struct Offsets(BTreeMap<i64, i64>);

impl Offsets {
    pub fn between(zone: &TimeZone, from: i64, to: i64) -> Self {
        let start = Timestamp::from_second(from).unwrap();
        let mut offsets = BTreeMap::from([(from, i64::from(zone.to_offset(start).seconds()))]);
        for transition in zone.following(start) {
            let at = transition.timestamp().as_second();
            if at >= to {
                break;
            }
            offsets.insert(at, transition.offset().seconds().into());
        }
        Self(offsets)
    }

    /// Seconds between UTC and the local clock.
    pub fn at(&self, instant: i64) -> i64 {
        *self.0.range(..=instant).next_back().unwrap().1
    }

    /// Whether the clock will go back by less than three hours, to before what it shows.
    fn shows_again(&self, instant: i64) -> bool {
        let local = instant + self.at(instant);
        self.0.range(instant + 1..).any(|(&jump, &offset)| {
            let back = self.at(jump - 1) - offset;
            (1..LONG_JUMP).contains(&back) && (jump + offset..jump + offset + back).contains(&local)
        })
    }

    /// When each of them begins.
    pub fn iter(&self) -> impl Iterator<Item = (i64, i64)> {
        self.0.iter().map(|(at, offset)| (*at, *offset))
    }
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

/// What fixed times do when the clock jumps.
#[derive(Clone, Copy, Debug)]
pub struct Jumps {
    /// What is left out fires right after it.
    pub make_good: bool,
    /// What is shown twice fires the first time.
    pub first_pass: bool,
    /// And the second time.
    pub last_pass: bool,
}

impl Default for Jumps {
    fn default() -> Self {
        Self { make_good: true, first_pass: true, last_pass: false }
    }
}

/// The answers to some of the questions of a schedule, so that its text is not read
/// for every second of the clock.
struct Tables<'a> {
    slow: &'a Slow,
    hours: Vec<bool>,
    minutes: Vec<bool>,
    seconds: Vec<bool>,
    dates: BTreeMap<i64, bool>,
}

impl Tables<'_> {
    fn matches(&mut self, local: i64) -> bool {
        let time = usize::try_from(local.rem_euclid(86_400)).unwrap();
        self.seconds[time % 60]
            && self.minutes[time / 60 % 60]
            && self.hours[time / 3_600]
            && *self
                .dates
                .entry(local.div_euclid(86_400))
                .or_insert_with(|| self.slow.date_matches(naive(local).date()))
    }
}

impl Slow {
    fn date_matches(&self, date: NaiveDate) -> bool {
        in_list(&self.month, date.month())
            && self.day.split(',').any(|item| day_matches(item, date))
            && in_list(&self.week, date.iso_week().week())
            && in_list(&self.day_of_week, date.weekday().num_days_from_monday())
            && in_list(&self.year, date.year().try_into().unwrap())
    }

    fn tables(&self) -> Tables<'_> {
        let table = |list: &str, end| (0..end).map(|value| in_list(list, value)).collect();
        Tables {
            slow: self,
            hours: table(&self.hour, 24),
            minutes: table(&self.minute, 60),
            seconds: table(&self.second, 60),
            dates: BTreeMap::new(),
        }
    }

    /// No `*` in hour, minute and second.
    pub fn is_fixed_time(&self) -> bool {
        ![&self.hour, &self.minute, &self.second].into_iter().any(|field| field.contains('*'))
    }

    /// Every fire in `from..to`, found by looking at the local clock each `step`
    /// seconds.
    ///
    /// A fixed time that a jump of the clock leaves out is made good at once, and one
    /// that the clock has shown already is left out. Jumps of three hours and more
    /// are no such jumps.
    pub fn fires(&self, zone: &TimeZone, from: i64, to: i64, step: i64) -> Vec<DateTime<Utc>> {
        self.fires_by(Jumps::default(), zone, from, to, step)
    }

    /// The same by other rules for jumps.
    pub fn fires_by(
        &self,
        jumps: Jumps,
        zone: &TimeZone,
        from: i64,
        to: i64,
        step: i64,
    ) -> Vec<DateTime<Utc>> {
        let begin = from - LOOK_BACK;
        let offsets = Offsets::between(zone, begin, to + LOOK_BACK);
        let (mut tables, fixed) = (self.tables(), self.is_fixed_time());
        let mut fires = Vec::new();
        let mut before = begin + offsets.at(begin);
        let mut latest = before;
        for instant in (begin + step..to).step_by(step.try_into().unwrap()) {
            let local = instant + offsets.at(instant);
            let jump = local - before - step;
            if jump.abs() >= LONG_JUMP {
                latest = local - step;
            }
            let left_out = if fixed && jumps.make_good && jump < LONG_JUMP { jump / step } else { 0 };
            let made_good = (1..=left_out).any(|back| tables.matches(local - back * step));
            let wrong_pass = fixed
                && (!jumps.last_pass && local <= latest || !jumps.first_pass && offsets.shows_again(instant));
            if instant >= from && (made_good || (tables.matches(local) && !wrong_pass)) {
                fires.push(DateTime::from_timestamp(instant, 0).unwrap());
            }
            latest = latest.max(local);
            before = local;
        }
        fires
    }
}

/// How far back an overlap is remembered.
const LOOK_BACK: i64 = 4 * 3_600;
const LONG_JUMP: i64 = 3 * 3_600;

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
