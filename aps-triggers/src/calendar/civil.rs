//! Days and dates, proleptic Gregorian, years of any sign.
//!
//! The conversions are those of Cassio Neri and Lorenz Schneider, "Euclidean affine
//! functions and their application to calendar algorithms" (2022): the year is taken
//! to begin in March, so that the leap day is its last one, and divisions become
//! multiplications.

/// A date that exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Date {
    pub(crate) year: i32,
    pub(crate) month: u32,
    pub(crate) day: u32,
}

/// Cycles added before and taken away after, to count with numbers that are not
/// negative. They reach back to the year -300,000, beyond all of `chrono`.
const BIAS: u32 = 750;
/// Days from 0000-03-01 of the biased calendar to 1970-01-01.
const EPOCH: u32 = 719_468 + 146_097 * BIAS;

const SECONDS_OF_DAY: u64 = 86_400;

/// The day and the second of the day of a local time.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "seconds from `EPOCH` on are not negative, and days within 300,000 years fit 32 bits"
)]
#[inline]
pub(crate) const fn split(local: i64) -> (i64, u32) {
    let seconds = (local + (EPOCH as u64 * SECONDS_OF_DAY) as i64) as u64;
    ((seconds / SECONDS_OF_DAY) as i64 - EPOCH as i64, (seconds % SECONDS_OF_DAY) as u32)
}

/// The local time at a second of a day.
#[cfg(feature = "eval")]
#[allow(clippy::cast_possible_wrap, reason = "a small constant")]
pub(crate) const fn join(day: i64, time: u32) -> i64 {
    day * SECONDS_OF_DAY as i64 + time as i64
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "days within 300,000 years of 1970 and their parts fit 32 bits"
)]
impl Date {
    /// The date of a day counted from 1970-01-01.
    #[inline]
    pub(crate) const fn from_days(days: i64) -> Self {
        let days = (days + EPOCH as i64) as u32;
        let quarter_days = 4 * days + 3;
        let century = quarter_days / 146_097;
        let in_century = (quarter_days % 146_097) | 3;
        let product = 2_939_745 * in_century as u64;
        let day_of_year = (product as u32) / 2_939_745 / 4;
        let month_and_day = 2_141 * day_of_year + 197_913;
        let (month, day) = (month_and_day >> 16, (month_and_day & 0xffff) / 2_141 + 1);
        let after_new_year = day_of_year >= 306;
        let year = 100 * century + (product >> 32) as u32 + after_new_year as u32;
        Self {
            year: year as i32 - 400 * BIAS as i32,
            month: if after_new_year { month - 12 } else { month },
            day,
        }
    }

    /// Days since 1970-01-01.
    pub(crate) const fn to_days(self) -> i64 {
        let before_march = self.month <= 2;
        let year = (self.year + 400 * BIAS as i32) as u32 - before_march as u32;
        let month = if before_march { self.month + 12 } else { self.month };
        let century = year / 100;
        let before_year = 1_461 * year / 4 - century + century / 4;
        let before_month = (979 * month - 2_919) / 32;
        (before_year + before_month + self.day - 1) as i64 - EPOCH as i64
    }
}

/// 0 is Monday. The count from `-EPOCH` on, which is a Wednesday, is not negative.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "days within 300,000 years of 1970 fit 32 bits"
)]
pub(crate) const fn weekday(days: i64) -> u32 {
    ((days + EPOCH as i64) as u32 + 2) % 7
}

/// Among the multiples of 4, those of 25 are the centuries, and those of 16 besides
/// are the ones that are leap years.
pub(crate) const fn is_leap_year(year: i32) -> bool {
    year % 4 == 0 && (year % 25 != 0 || year % 16 == 0)
}

/// Months outside 1 to 12 have 31 days, too.
pub(crate) const fn days_in_month(year: i32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap_year(year) => 29,
        2 => 28,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_eight_hundred_years_round_trips() {
        let mut expected = Date { year: 1600, month: 1, day: 1 };
        for days in expected.to_days()..=(Date { year: 2400, month: 12, day: 31 }).to_days() {
            let date = Date::from_days(days);
            assert_eq!((date, date.to_days()), (expected, days));
            expected = match (date.month, date.day) {
                (month, day) if day < days_in_month(date.year, month) => Date { day: day + 1, ..date },
                (12, _) => Date { year: date.year + 1, month: 1, day: 1 },
                (month, _) => Date { month: month + 1, day: 1, ..date },
            };
        }
    }

    #[test]
    fn known_days() {
        assert_eq!(Date { year: 1970, month: 1, day: 1 }.to_days(), 0);
        assert_eq!(Date { year: 9999, month: 12, day: 31 }.to_days(), 2_932_896);
        assert_eq!(Date::from_days(-719_529), Date { year: -1, month: 12, day: 31 });
        let first = Date { year: -262_144, month: 1, day: 1 };
        assert_eq!(Date::from_days(first.to_days()), first);
        assert_eq!(weekday(0), 3, "1970-01-01 was a Thursday");
        assert_eq!(weekday(-4), 6);
    }
}
