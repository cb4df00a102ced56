//! The limit: the least that can be done, by hand, on sets of bits. No errors, no
//! options, no years but those of the table; what it takes is trusted to be right.

use aps_triggers::TimeZone;
use chrono::{DateTime, Utc};

/// Sets of bits; `days`, `near` and `months` count from 1, weekdays from Monday.
pub struct Baseline {
    seconds: u64,
    minutes: u64,
    hours: u64,
    days: u32,
    months: u32,
    weekdays: u32,
    last_day: bool,
    near: u32,
    /// A weekday, and which of the month: 0 is the first, 5 the last.
    nth: Option<(u32, u32)>,
    fixed_time: bool,
}

/// Instants from which on the local clock is so far ahead, the first year of all.
pub struct Zone {
    segments: Vec<(i64, i64)>,
    /// For each 2^24 s from [`FIRST`] on, the segment in which it begins.
    index: Vec<u8>,
}

/// 2019-01-01 and 2100-01-01. A search beyond the end would be wrong, not unsafe.
const FIRST: i64 = 1_546_300_800;
const LAST: i64 = 4_102_444_800;

impl Zone {
    /// The rules are those of aps, so that both answer alike.
    pub fn new(name: &str) -> Self {
        let zone = TimeZone::get(name).unwrap();
        let offset = |t| zone.to_local(DateTime::from_timestamp(t, 0).unwrap()).offset_seconds();
        let mut segments = vec![(FIRST, offset(FIRST))];
        for day in (FIRST..LAST).step_by(86_400) {
            let (mut low, mut high) = (day, day + 86_400);
            while offset(low) != offset(high) && high - low > 1 {
                let middle = (low + high) / 2;
                if offset(middle) == offset(low) { low = middle } else { high = middle }
            }
            if offset(low) != offset(high) {
                segments.push((high, offset(high)));
            }
        }
        let holder = |t| segments.partition_point(|(start, _)| *start <= t) - 1;
        let index = (FIRST..LAST).step_by(1 << 24).map(|t| holder(t) as u8).collect();
        segments.push((i64::MAX, 0));
        Self { segments, index }
    }

    #[inline]
    fn at(&self, instant: i64) -> usize {
        let mut index = self.index[((instant - FIRST) >> 24) as usize] as usize;
        while self.segments[index + 1].0 <= instant {
            index += 1;
        }
        index
    }
}

impl Baseline {
    #[inline]
    pub fn next(&self, zone: &Zone, after: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let from = after.timestamp() + 1;
        let mut at = zone.at(from);
        let (_, offset) = zone.segments[at];
        let mut lower = from + offset;
        if self.fixed_time && at > 0 {
            lower = lower.max(zone.segments[at].0 + zone.segments[at - 1].1.max(offset));
            if from == zone.segments[at].0 {
                lower = from + zone.segments[at - 1].1;
            }
        }
        loop {
            let (start, offset) = zone.segments[at];
            let end = zone.segments[at + 1].0;
            let local = self.next_local(lower);
            let fire = (local - offset).max(start);
            if fire < end {
                return DateTime::from_timestamp(fire, 0);
            }
            // No local clock is a day off.
            at = zone.at(end.max(local - 86_400));
            let (start, offset) = zone.segments[at];
            lower = start + if self.fixed_time { zone.segments[at - 1].1 } else { offset };
        }
    }

    #[inline]
    fn next_local(&self, from: i64) -> i64 {
        let (today, time) = ((from / 86_400) as u32, (from % 86_400) as u32);
        let (mut year, mut month, day) = civil(today);
        let mut first = today + 1 - day;
        let mut mask = if self.months >> month & 1 != 0 { self.month(year, month, first) } else { 0 };
        mask &= u32::MAX << day;
        if mask >> day & 1 != 0 {
            if let Some(time) = self.next_time(time) {
                return i64::from(today) * 86_400 + i64::from(time);
            }
            mask &= mask - 1;
        }
        while mask == 0 {
            first += length(year, month);
            (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
            if self.months >> month & 1 != 0 {
                mask = self.month(year, month, first);
            }
        }
        let time = self.hours.trailing_zeros() * 3_600
            + self.minutes.trailing_zeros() * 60
            + self.seconds.trailing_zeros();
        i64::from(first + mask.trailing_zeros() - 1) * 86_400 + i64::from(time)
    }

    #[inline]
    fn next_time(&self, time: u32) -> Option<u32> {
        let (hour, minute, second) = (time / 3_600, time / 60 % 60, time % 60);
        if self.hours >> hour & 1 != 0 {
            if self.minutes >> minute & 1 != 0 && self.seconds >> second != 0 {
                return Some(time + (self.seconds >> second).trailing_zeros());
            }
            let minutes = self.minutes & (u64::MAX << minute << 1);
            if minutes != 0 {
                return Some(hour * 3_600 + minutes.trailing_zeros() * 60 + self.seconds.trailing_zeros());
            }
        }
        let hours = self.hours & (u64::MAX << hour << 1);
        let (minute, second) = (self.minutes.trailing_zeros(), self.seconds.trailing_zeros());
        (hours != 0).then(|| hours.trailing_zeros() * 3_600 + minute * 60 + second)
    }

    /// The days of a month that match.
    #[inline]
    fn month(&self, year: u32, month: u32, first: u32) -> u32 {
        let length = length(year, month);
        let first_weekday = (first + 3) % 7;
        let turned = (self.weekdays | self.weekdays << 7) >> first_weekday & 127;
        let weeks = u64::from(turned) * 0x1020_4081;
        let mut days = self.days;
        if self.last_day {
            days |= 1 << length;
        }
        if self.near != 0 {
            days |= 1
                << match (first_weekday + self.near - 1) % 7 {
                    5 if self.near > 1 => self.near - 1,
                    5 => 3,
                    6 if self.near < length => self.near + 1,
                    6 => self.near - 2,
                    _ => self.near,
                };
        }
        if let Some((weekday, nth)) = self.nth {
            let first = 1 + (weekday + 7 - first_weekday) % 7;
            days |= 1 << if nth == 5 { first + (length - first) / 7 * 7 } else { first + 7 * nth };
        }
        days & (weeks << 1) as u32 & (u32::MAX >> (31 - length)) & !1
    }

    /// Trusts its input. The day AND the weekday must match.
    pub fn parse(text: &str) -> Self {
        let mut words = [""; 6];
        let mut count = 0;
        for word in text.split_ascii_whitespace() {
            words[count] = word;
            count += 1;
        }
        if count == 5 {
            words.rotate_right(1);
            words[0] = "0";
        }
        let [seconds, minutes, hours, days, months, weekdays] = words;
        let mut parsed = Self {
            seconds: set(seconds, 0, 59, &[]),
            minutes: set(minutes, 0, 59, &[]),
            hours: set(hours, 0, 23, &[]),
            months: set(months, 1, 12, &[]) as u32,
            days: 0,
            weekdays: 127,
            last_day: days == "L",
            near: 0,
            nth: None,
            fixed_time: ![seconds, minutes, hours].iter().any(|field| field.starts_with('*')),
        };
        if let Some(near) = days.strip_suffix('W') {
            parsed.near = near.parse().unwrap();
        } else if days != "L" {
            parsed.days = set(days, 1, 31, &[]) as u32;
        }
        if let Some((weekday, nth)) = weekdays.split_once('#') {
            parsed.nth = Some((number(weekday, &WEEKDAYS), nth.parse::<u32>().unwrap() - 1));
        } else if let Some(weekday) = weekdays.strip_suffix('L') {
            parsed.nth = Some((number(weekday, &WEEKDAYS), 5));
        } else {
            parsed.weekdays = set(weekdays, 0, 6, &WEEKDAYS) as u32;
        }
        if parsed.nth.is_some() {
            parsed.days = 0;
        }
        parsed
    }
}

const WEEKDAYS: [&[u8; 3]; 7] = [b"MON", b"TUE", b"WED", b"THU", b"FRI", b"SAT", b"SUN"];

fn set(text: &str, min: u32, max: u32, names: &[&[u8; 3]]) -> u64 {
    let mut set = 0;
    for item in text.split(',') {
        let (range, step) =
            item.split_once('/').map_or((item, 1), |(range, step)| (range, number(step, &[])));
        let (first, last) = match range.split_once('-') {
            _ if range == "*" => (min, max),
            Some((first, last)) => (number(first, names), number(last, names)),
            None => (number(range, names), number(range, names)),
        };
        for value in (first..=last).step_by(step as usize) {
            set |= 1 << value;
        }
    }
    set
}

fn number(text: &str, names: &[&[u8; 3]]) -> u32 {
    match names.iter().position(|name| name.as_slice() == text.as_bytes()) {
        Some(at) => at as u32,
        None => text.bytes().fold(0, |number, digit| number * 10 + u32::from(digit - b'0')),
    }
}

#[inline]
fn length(year: u32, month: u32) -> u32 {
    if month == 2 { 28 + u32::from(year % 4 == 0) } else { 30 | (month ^ month >> 3) }
}

/// Year, month and day from days since 1970, until 2100, when a leap day is left out
/// (after Neri and Schneider, 2022).
#[inline]
fn civil(days: u32) -> (u32, u32, u32) {
    let quarters = 4 * (days + 719_468) + 3;
    let century = quarters / 146_097;
    let in_century = (quarters % 146_097) | 3;
    let product = 2_939_745 * u64::from(in_century);
    let day_of_year = product as u32 / 2_939_745 / 4;
    let parts = 2_141 * day_of_year + 197_913;
    let (month, day) = (parts >> 16, (parts & 0xffff) / 2_141 + 1);
    let new_year = day_of_year >= 306;
    let year = 100 * century + (product >> 32) as u32 + u32::from(new_year);
    (year, if new_year { month - 12 } else { month }, day)
}
