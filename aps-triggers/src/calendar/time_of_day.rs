//! The next time of day that matches, by sets of bits.

use crate::cron::CronFields;

/// The first matching second of the day.
#[inline]
pub(super) fn first_time(fields: &CronFields) -> Option<u32> {
    let (hour, minute) = (at_or_after(fields.hours.into(), 0)?, at_or_after(fields.minutes, 0)?);
    Some(time(hour, minute, at_or_after(fields.seconds, 0)?))
}

/// The first matching second of the day that is `from` or later.
#[inline]
pub(super) fn next_time(fields: &CronFields, from: u32) -> Option<u32> {
    let (hour, minute, second) = (from / 3_600, from / 60 % 60, from % 60);
    let hours = u64::from(fields.hours);
    if hours & (1 << hour) != 0 {
        if fields.minutes & (1 << minute) != 0
            && let Some(second) = at_or_after(fields.seconds, second)
        {
            return Some(time(hour, minute, second));
        }
        if let Some(minute) = at_or_after(fields.minutes, minute + 1) {
            return Some(time(hour, minute, at_or_after(fields.seconds, 0)?));
        }
    }
    let hour = at_or_after(hours, hour + 1)?;
    Some(time(hour, at_or_after(fields.minutes, 0)?, at_or_after(fields.seconds, 0)?))
}

const fn time(hour: u32, minute: u32, second: u32) -> u32 {
    hour * 3_600 + minute * 60 + second
}

/// The lowest member of a set that is not below `from`, which is at most 63.
const fn at_or_after(set: u64, from: u32) -> Option<u32> {
    match set & (u64::MAX << from) {
        0 => None,
        rest => Some(rest.trailing_zeros()),
    }
}
