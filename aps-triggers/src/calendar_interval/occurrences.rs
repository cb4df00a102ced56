//! The dates of a calendar interval: a row that its start alone decides.

use super::CalendarInterval;
use crate::calendar::{Date, days_in_month};

/// The dates of an interval, counted in days from 1970-01-01.
///
/// The first one is the anchor. From one date to the next, the months are added, keeping
/// the day of the month; months without that day are passed over by adding the months
/// again. Then the weeks and days are added. The rule is that of APScheduler.
#[derive(Clone, Copy, Debug)]
pub(super) struct Occurrences {
    anchor: Date,
    months: i64,
    days: i64,
}

/// 9999-12-31: nothing fires later.
const LAST_DAY: i64 = 2_932_896;
/// December 9999, as [`month_number`] counts.
const LAST_MONTH: i64 = 12 * 10_000 - 1;

impl Occurrences {
    pub(super) const fn new(anchor: Date, interval: CalendarInterval) -> Self {
        Self { anchor, months: interval.all_months(), days: interval.all_days() }
    }

    /// The first date that is `from` or later.
    ///
    /// Months alone and days alone are worked out at once. Both together are stepped
    /// through: each date follows from the one before. There are at most 120,000 of
    /// them per ten thousand years.
    pub(super) fn first_from(&self, from: i64) -> Option<i64> {
        let start = self.anchor.to_days();
        let day = match (self.months, self.days) {
            _ if from > LAST_DAY => None,
            _ if from <= start => Some(start),
            (0, 0) => None,
            (0, days) => Some(start + (from - start + days - 1) / days * days),
            (_, 0) => self.by_months(from),
            _ => self.by_both(from),
        };
        day.filter(|day| *day <= LAST_DAY)
    }

    /// The day of the month never changes, so the month can be worked out.
    fn by_months(&self, from: i64) -> Option<i64> {
        let first = month_number(self.anchor);
        let steps = (month_number(Date::from_days(from)) - first) / self.months;
        let mut month = first + steps * self.months;
        while month <= LAST_MONTH {
            let day = day_in_month(month, self.anchor.day).map(Date::to_days);
            if day.is_some_and(|day| day >= from) {
                return day;
            }
            month += self.months;
        }
        None
    }

    fn by_both(&self, from: i64) -> Option<i64> {
        let mut date = self.anchor;
        loop {
            let day = self.months_after(date)?.to_days() + self.days;
            if day >= from {
                return Some(day);
            }
            date = Date::from_days(day);
        }
    }

    /// The next month that has the day, as many months later, or twice as many …
    fn months_after(&self, date: Date) -> Option<Date> {
        let mut month = month_number(date) + self.months;
        while month <= LAST_MONTH {
            if let Some(found) = day_in_month(month, date.day) {
                return Some(found);
            }
            month += self.months;
        }
        None
    }
}

/// Months from January of the year 0.
const fn month_number(date: Date) -> i64 {
    12 * date.year as i64 + date.month as i64 - 1
}

/// The date in a month of that number, which is not beyond [`LAST_MONTH`].
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a month and a year")]
const fn day_in_month(number: i64, day: u32) -> Option<Date> {
    let (year, month) = (number.div_euclid(12) as i32, number.rem_euclid(12) as u32 + 1);
    if day <= days_in_month(year, month) { Some(Date { year, month, day }) } else { None }
}
