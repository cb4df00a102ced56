//! The eight fields of a cron schedule.

use std::fmt;

/// A field of a cron schedule, from the most to the least significant.
///
/// The order decides the defaults of the keyed form: fields less significant
/// than the least significant one that is given start at their minimum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// 1970 to 9999. Keyed form only.
    Year,
    /// 1 to 12, or `jan` to `dec`.
    Month,
    /// Day of the month, 1 to 31.
    Day,
    /// ISO 8601 week, 1 to 53. Keyed form only.
    Week,
    /// `mon` to `sun`; as a number, 0 is Monday in the keyed form (APScheduler)
    /// and Sunday in a crontab (crontab(5)).
    DayOfWeek,
    /// 0 to 23.
    Hour,
    /// 0 to 59.
    Minute,
    /// 0 to 59.
    Second,
}

impl Field {
    /// Every field, the most significant first.
    pub const ALL: [Self; 8] = [
        Self::Year,
        Self::Month,
        Self::Day,
        Self::Week,
        Self::DayOfWeek,
        Self::Hour,
        Self::Minute,
        Self::Second,
    ];

    /// The name used as a key: `year`, `month`, …, `day_of_week`, …
    pub const fn name(self) -> &'static str {
        match self {
            Self::Year => "year",
            Self::Month => "month",
            Self::Day => "day",
            Self::Week => "week",
            Self::DayOfWeek => "day_of_week",
            Self::Hour => "hour",
            Self::Minute => "minute",
            Self::Second => "second",
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
