//! An instant on the clocks of a zone.

use std::fmt;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

/// What the clocks of a zone show at some instant.
///
/// `Display` is `2026-11-22 01:10:19 CET`, as APScheduler prints times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocalTime {
    naive: NaiveDateTime,
    offset: i64,
    abbreviation: &'static str,
}

impl LocalTime {
    pub(super) fn new(time: DateTime<Utc>, offset: i64, abbreviation: &'static str) -> Self {
        let utc = time.naive_utc();
        let naive = utc.checked_add_signed(TimeDelta::seconds(offset)).unwrap_or(utc);
        Self { naive, offset, abbreviation }
    }

    /// Date and time, without zone.
    pub const fn naive(&self) -> NaiveDateTime {
        self.naive
    }

    /// Seconds ahead of UTC.
    pub const fn offset_seconds(&self) -> i64 {
        self.offset
    }

    /// What the zone is called at this time: `CET` in winter, `CEST` in summer.
    pub const fn abbreviation(&self) -> &'static str {
        self.abbreviation
    }
}

impl fmt::Display for LocalTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.naive.format("%Y-%m-%d %H:%M:%S"), self.abbreviation)
    }
}
