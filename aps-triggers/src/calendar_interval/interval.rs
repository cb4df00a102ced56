//! The length of a calendar interval, in units of the calendar.

use std::fmt;

/// Some years, months, weeks and days of the calendar.
///
/// Such a length has no fixed number of hours: a month has 28 to 31 days, and a day has
/// 23 to 25 hours.
///
/// ```
/// use aps_triggers::calendar_interval::CalendarInterval;
/// let quarter = CalendarInterval { months: 3, ..CalendarInterval::ZERO };
/// assert_eq!(quarter.to_string(), "months=3");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct CalendarInterval {
    /// Twelve months each.
    pub years: u32,
    /// Months of the calendar.
    pub months: u32,
    /// Seven days each.
    pub weeks: u32,
    /// Days of the calendar.
    pub days: u32,
}

impl CalendarInterval {
    /// Nothing at all. It is no interval, but one to start from.
    pub const ZERO: Self = Self { years: 0, months: 0, weeks: 0, days: 0 };

    /// Whether every unit is zero.
    pub const fn is_zero(self) -> bool {
        self.years == 0 && self.months == 0 && self.weeks == 0 && self.days == 0
    }

    /// Years and months.
    #[cfg(feature = "eval")]
    pub(super) const fn all_months(self) -> i64 {
        12 * self.years as i64 + self.months as i64
    }

    /// Weeks and days.
    #[cfg(feature = "eval")]
    pub(super) const fn all_days(self) -> i64 {
        7 * self.weeks as i64 + self.days as i64
    }
}

/// The units that are not zero: `months=1, days=2`.
impl fmt::Display for CalendarInterval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let units =
            [("years", self.years), ("months", self.months), ("weeks", self.weeks), ("days", self.days)];
        let given = units.into_iter().filter(|(_, count)| *count > 0);
        for (index, (unit, count)) in given.enumerate() {
            write!(f, "{}{unit}={count}", if index > 0 { ", " } else { "" })?;
        }
        Ok(())
    }
}
