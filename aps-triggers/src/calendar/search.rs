//! The next local time that matches.

use super::month::Month;
use crate::cron::CronFields;

/// Nothing fires after this year: it is the last one that dates can be written in.
const LAST_YEAR: i32 = 9_999;
/// The calendar repeats after as many years, so what has not come never will.
const CYCLE: i32 = 400;

/// The first matching day that is `from` or later, both counted from 1970-01-01.
pub(crate) fn next_day(fields: &CronFields, from: i64) -> Option<i64> {
    let (month, day) = Month::of(from);
    match days_of(fields, month) & (u32::MAX << day) {
        0 => next_day_after(fields, month),
        days => Some(month.day(days.trailing_zeros())),
    }
}

/// The first matching local second that is `from` or later, counted as if the
/// local clock were UTC.
#[cfg(feature = "eval")]
#[inline]
pub(crate) fn next_local(fields: &CronFields, from: i64) -> Option<i64> {
    use super::civil::{join, split};
    use super::time_of_day::{first_time, next_time};

    let (today, time) = split(from);
    let (month, day) = Month::of(today);
    let mut days = days_of(fields, month) & (u32::MAX << day);
    if days & (1 << day) != 0 {
        if let Some(time) = next_time(fields, time) {
            return Some(join(today, time));
        }
        days ^= 1 << day;
    }
    let day = if days == 0 { next_day_after(fields, month)? } else { month.day(days.trailing_zeros()) };
    Some(join(day, first_time(fields)?))
}

/// The matching days of a month that may not match itself.
#[inline]
fn days_of(fields: &CronFields, month: Month) -> u32 {
    if fields.has_month(month.number) && fields.has_year(month.year) { month.days(fields) } else { 0 }
}

/// The first matching day in the months after this one.
fn next_day_after(fields: &CronFields, mut month: Month) -> Option<i64> {
    let last_year = if fields.years.is_empty() { LAST_YEAR.min(month.year + CYCLE) } else { LAST_YEAR };
    loop {
        month = next_month(fields, month)?;
        if month.year > last_year {
            return None;
        }
        let days = month.days(fields);
        if days != 0 {
            return Some(month.day(days.trailing_zeros()));
        }
    }
}

/// The next month that matches, with its year.
#[inline]
fn next_month(fields: &CronFields, month: Month) -> Option<Month> {
    let later = (u32::from(fields.months) & 0x1fff) >> month.number >> 1;
    if later & 1 != 0 && fields.has_year(month.year) {
        return Some(month.next());
    }
    if later != 0 && fields.has_year(month.year) {
        return Some(Month::starting(month.year, month.number + 1 + later.trailing_zeros()));
    }
    let first = (u32::from(fields.months) & 0x1ffe).trailing_zeros();
    let year = fields.next_year(month.year + 1)?;
    if first == 1 && month.number == 12 && year == month.year + 1 {
        return Some(month.next());
    }
    (first <= 12).then(|| Month::starting(year, first))
}
