//! Which days of a month match: one bit per day.

use super::civil::{Date, days_in_month, is_leap_year, weekday};
use crate::cron::{CronFields, DayRule};

/// A month, and how its days lie.
#[derive(Clone, Copy, Debug)]
pub(super) struct Month {
    pub(super) year: i32,
    /// 1 to 12.
    pub(super) number: u32,
    /// The day before the first, counted from 1970-01-01: it is what day numbers are
    /// added to.
    pub(super) before: i64,
}

impl Month {
    /// The month of a day, and the number of that day in it.
    pub(super) const fn of(days: i64) -> (Self, u32) {
        let Date { year, month, day } = Date::from_days(days);
        (Self { year, number: month, before: days - day as i64 }, day)
    }

    pub(super) const fn starting(year: i32, number: u32) -> Self {
        Self { year, number, before: Date { year, month: number, day: 1 }.to_days() - 1 }
    }

    pub(super) const fn next(self) -> Self {
        let before = self.before + days_in_month(self.year, self.number) as i64;
        match self.number {
            12 => Self { year: self.year + 1, number: 1, before },
            month => Self { year: self.year, number: month + 1, before },
        }
    }

    /// The number of a day of this month, counted from 1970-01-01.
    pub(super) fn day(self, day: u32) -> i64 {
        self.before + i64::from(day)
    }

    /// The days that match; bit n is day n. Looks at days, weekdays and ISO weeks,
    /// not at month and year themselves.
    #[inline]
    pub(super) fn days(self, fields: &CronFields) -> u32 {
        let shape =
            Shape { first_weekday: weekday(self.before + 1), length: days_in_month(self.year, self.number) };
        let has_forms = u64::from(fields.from_end | fields.nearest) | fields.nth != 0;
        let (days, nth) = if has_forms { shape.day_forms(fields) } else { (fields.days, 0) };
        let weekdays = shape.weekdays(fields.weekdays);
        let combined = match fields.day_rule {
            DayRule::Keyed => (days | nth) & weekdays,
            DayRule::CrontabAnd => days & (weekdays | nth),
            DayRule::CrontabOr => days | weekdays | nth,
        };
        let mask = combined & shape.all();
        if fields.weeks == CronFields::EVERY_WEEK {
            return mask;
        }
        mask & shape.iso_weeks(fields.weeks, self)
    }
}

/// All that the days of a month depend on, but for ISO weeks.
struct Shape {
    first_weekday: u32,
    length: u32,
}

impl Shape {
    /// Every day there is.
    const fn all(&self) -> u32 {
        (u32::MAX >> (31 - self.length)) & !1
    }

    /// The set of weekdays turned so that its lowest bit is the weekday of day 1,
    /// then repeated five times.
    const fn weekdays(&self, weekdays: u8) -> u32 {
        if weekdays == CronFields::EVERY_WEEKDAY {
            return u32::MAX;
        }
        let week = weekdays as u64;
        let turned = ((week | (week << 7)) >> self.first_weekday) & 0x7f;
        let weeks = turned | turned << 7 | turned << 14 | turned << 21 | turned << 28;
        low(weeks << 1)
    }

    /// The days of the month, and the n-th weekdays, where some are given by their place:
    /// `L-3`, `15W`, `fri#2`.
    #[inline(never)]
    fn day_forms(&self, fields: &CronFields) -> (u32, u32) {
        let days = fields.days | self.back_from_end(fields.from_end) | self.nearest(fields.nearest);
        (days, self.nth(fields.nth))
    }

    /// Bit n of `from_end` is the n-th day before the last one.
    const fn back_from_end(&self, from_end: u32) -> u32 {
        if from_end == 0 { 0 } else { from_end.reverse_bits() >> (31 - self.length) }
    }

    const fn weekday_of(&self, day: u32) -> u32 {
        (self.first_weekday + day + 6) % 7
    }

    /// The weekdays nearest to the days of a set, within the month: `15W`.
    fn nearest(&self, days: u32) -> u32 {
        let mut left = days;
        let mut mask = 0;
        while left != 0 {
            let day = left.trailing_zeros();
            left &= left - 1;
            if day <= self.length {
                mask |= 1 << self.nearest_weekday(day);
            }
        }
        mask
    }

    /// From Saturday to the Friday before, from Sunday to the Monday after; the
    /// other way where that would leave the month. Day 0 stands for `LW`.
    const fn nearest_weekday(&self, day: u32) -> u32 {
        let wanted = if day == 0 { self.length } else { day };
        match self.weekday_of(wanted) {
            5 if wanted == 1 => 3,
            5 => wanted - 1,
            6 if wanted == self.length => wanted - 2,
            6 => wanted + 1,
            _ => wanted,
        }
    }

    /// The n-th weekdays of a set, see [`CronFields::nth`].
    fn nth(&self, set: u64) -> u32 {
        let mut left = set;
        let mut mask = 0;
        while left != 0 {
            let bit = left.trailing_zeros();
            left &= left - 1;
            let (weekday, nth) = (bit / 6, bit % 6);
            let first = 1 + (weekday + 7 - self.first_weekday) % 7;
            let day = if nth == 5 { first + (self.length - first) / 7 * 7 } else { first + nth * 7 };
            // A fifth Friday that is not there lies beyond the month; at most day 35.
            if day <= self.length {
                mask |= 1 << day;
            }
        }
        mask
    }

    /// The days within a set of ISO weeks.
    #[cold]
    fn iso_weeks(&self, weeks: u64, month: Month) -> u32 {
        // The Monday of the first week lies up to six days before the month.
        let mondays = (1 - i64::from(self.first_weekday)..=i64::from(self.length)).step_by(7);
        let matching =
            mondays.filter(|monday| weeks & (1 << iso_week(month.year, month.before + monday + 3)) != 0);
        matching.fold(0, |mask, monday| mask | low((0x7f << (monday + 6)) >> 6))
    }
}

/// The ISO 8601 week of a Thursday in `year` or in a week that `year` shares: a week
/// belongs to the year that has its Thursday.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "1 to 53")]
fn iso_week(year: i32, thursday: i64) -> u32 {
    let new_year = Date { year, month: 1, day: 1 }.to_days();
    let length = |year| if is_leap_year(year) { 366 } else { 365 };
    let day_of_year = match thursday - new_year {
        before @ ..0 => before + length(year - 1),
        after if after >= length(year) => after - length(year),
        within => within,
    };
    (day_of_year / 7 + 1) as u32
}

/// The low half.
#[allow(clippy::cast_possible_truncation, reason = "no month has more than 31 days")]
const fn low(bits: u64) -> u32 {
    bits as u32
}
