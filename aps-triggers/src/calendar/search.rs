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
    if matches(fields, month) { month.days(fields) } else { 0 }
}

#[inline]
fn matches(fields: &CronFields, month: Month) -> bool {
    fields.has_month(month.number) && fields.has_year(month.year)
}

/// The first matching day in the months after this one.
fn next_day_after(fields: &CronFields, mut month: Month) -> Option<i64> {
    let last_year = if fields.years.is_empty() { LAST_YEAR.min(month.year + CYCLE) } else { LAST_YEAR };
    loop {
        month = month.next();
        if !matches(fields, month) {
            month = next_month(fields, month)?;
        }
        if month.year > last_year {
            return None;
        }
        let days = month.days(fields);
        if days != 0 {
            return Some(month.day(days.trailing_zeros()));
        }
    }
}

/// The first matching month that is this one or later.
fn next_month(fields: &CronFields, month: Month) -> Option<Month> {
    let months = u32::from(fields.months) & EVERY_MONTH;
    let this_year = months >> month.number;
    if this_year != 0 && fields.has_year(month.year) {
        return Some(Month::starting(month.year, month.number + this_year.trailing_zeros()));
    }
    let year = fields.next_year(month.year + 1)?;
    (months != 0).then(|| Month::starting(year, months.trailing_zeros()))
}

const EVERY_MONTH: u32 = (1 << 13) - 2;
