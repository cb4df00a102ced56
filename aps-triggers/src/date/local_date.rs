//! A date on the wall calendar, without a time.

use std::fmt;

use super::Moment;
use crate::calendar::days_in_month;
use crate::error::{ParseError, ParseErrorKind as Kind, ParseErrors, Subject};

/// A day of the calendar. Which instants it spans is for a time zone to say.
///
/// ```
/// use aps_triggers::date::LocalDate;
/// let date = LocalDate::parse("2026-01-31").unwrap();
/// assert_eq!(Some(date), LocalDate::new(2026, 1, 31));
/// assert_eq!(date.to_string(), "2026-01-31");
/// assert!(LocalDate::parse("2026-02-30").is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LocalDate {
    year: i32,
    month: u8,
    day: u8,
}

impl LocalDate {
    /// A date, if there is such a one in the years 1 to 9999.
    pub const fn new(year: i32, month: u8, day: u8) -> Option<Self> {
        let exists = year >= 1
            && year <= 9_999
            && month >= 1
            && month <= 12
            && day >= 1
            && day as u32 <= days_in_month(year, month as u32);
        if exists { Some(Self { year, month, day }) } else { None }
    }

    /// For generated code: a date that has been checked.
    #[doc(hidden)]
    pub const fn baked(year: i32, month: u8, day: u8) -> Self {
        Self { year, month, day }
    }

    /// Reads `2030-01-31`. As in [`Moment::parse`], month and day may have one digit.
    ///
    /// # Errors
    ///
    /// If the text is in no such form, if there is no such date, and if a time follows.
    pub fn parse(text: &str) -> Result<Self, ParseErrors> {
        let refused =
            |kind| ParseErrors::in_text(text, vec![ParseError::new(Subject::Date, kind, 0..text.len())]);
        match Moment::parse(text) {
            Ok(Moment::Local { year, month, day, .. }) if !text.contains(':') => {
                Ok(Self { year: year.into(), month, day })
            }
            // A date with a time would be suggested, that is refused as well.
            Err(errors) if !errors.iter().any(has_time) => Err(errors),
            _ => Err(refused(Kind::TimeInDate)),
        }
    }

    /// The year.
    pub const fn year(self) -> i32 {
        self.year
    }

    /// The month, from 1.
    pub const fn month(self) -> u8 {
        self.month
    }

    /// The day of the month, from 1.
    pub const fn day(self) -> u8 {
        self.day
    }

    #[cfg(feature = "eval")]
    pub(crate) const fn civil(self) -> crate::calendar::Date {
        crate::calendar::Date { year: self.year, month: self.month as u32, day: self.day as u32 }
    }
}

/// Whether a date with a time was meant.
fn has_time(error: &ParseError) -> bool {
    matches!(error.kind(), Kind::InvalidDate { instead: Some(meant) } if meant.contains(':'))
}

/// Years beyond 9999 and before 1 are kept as they are; nothing fires there.
#[cfg(feature = "eval")]
impl From<chrono::NaiveDate> for LocalDate {
    #[allow(clippy::cast_possible_truncation, reason = "months and days are below 32")]
    fn from(date: chrono::NaiveDate) -> Self {
        use chrono::Datelike;
        Self { year: date.year(), month: date.month() as u8, day: date.day() as u8 }
    }
}

/// As in ISO 8601: `2026-01-31`.
impl fmt::Display for LocalDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}
