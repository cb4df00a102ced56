//! The next local time that matches.

use super::month::Month;
use crate::cron::CronFields;

/// Nothing fires after this year: it is the last one that dates can be written in.
const LAST_YEAR: i32 = 9_999;
/// The calendar repeats after as many years, so what has not come never will.
const CYCLE: i32 = 400;

/// The first matching day that is `from` or later, both counted from 1970-01-01.
pub(crate) fn next_day(fields: &CronFields, from: i64) -> Option<i64> {
    let (mut month, day) = Month::of(from);
    let mut not_before = u32::MAX << day;
    let last_year = if fields.years.is_empty() { LAST_YEAR.min(month.year + CYCLE) } else { LAST_YEAR };
    loop {
        let year = fields.next_year(month.year).filter(|&year| year <= last_year)?;
        if year != month.year {
            (month, not_before) = (Month::starting(year, 1), u32::MAX);
        }
        match (u32::from(fields.months) >> month.number).trailing_zeros() {
            0 => {}
            later @ ..12 => (month, not_before) = (Month::starting(year, month.number + later), u32::MAX),
            _ => {
                (month, not_before) = (Month::starting(year + 1, 1), u32::MAX);
                continue;
            }
        }
        let days = month.days(fields) & not_before;
        if days != 0 {
            return Some(month.before + i64::from(days.trailing_zeros()));
        }
        (month, not_before) = (month.next(), u32::MAX);
    }
}

/// The first matching local second that is `from` or later, counted as if the
/// local clock were UTC.
#[cfg(feature = "eval")]
pub(crate) fn next_local(fields: &CronFields, from: i64) -> Option<i64> {
    use super::time_of_day::{first_time, next_time};

    let today = from.div_euclid(SECONDS_OF_DAY);
    let later_today = next_time(fields, from.rem_euclid(SECONDS_OF_DAY));
    let day = next_day(fields, today + i64::from(later_today.is_none()))?;
    let time = match later_today {
        Some(time) if day == today => time,
        _ => first_time(fields)?,
    };
    Some(day * SECONDS_OF_DAY + time)
}

#[cfg(feature = "eval")]
const SECONDS_OF_DAY: i64 = 86_400;
