//! A moment as it is written: on the clock of some zone, or absolute.

use super::meant_date;
use crate::calendar::{Date, days_in_month};
use crate::error::{ParseError, ParseErrorKind as Kind, ParseErrors, Subject};
use crate::piece::Piece;

/// A moment: an instant, or a local time that becomes one in a time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Moment {
    /// Absolute.
    Instant {
        /// Seconds since 1970-01-01T00:00:00Z.
        seconds: i64,
        /// Nanoseconds after that second, below 1,000,000,000.
        nanos: u32,
    },
    /// What a clock on the wall shows.
    #[allow(missing_docs, reason = "the parts of a date")]
    Local { year: u16, month: u8, day: u8, hour: u8, minute: u8, second: u8, nanos: u32 },
}

impl Moment {
    /// Reads `2030-01-31`, `2030-01-31 08:00:00` or `2030-01-31T08:00:00.5+01:00`.
    ///
    /// The forms are those of APScheduler and RFC 3339. A date alone is its
    /// midnight. With `Z` or an offset the moment is absolute, else it is local.
    /// A fraction is a fraction of a second (APScheduler counts microseconds).
    ///
    /// ```
    /// use aps_triggers::date::Moment;
    /// let local = Moment::parse("2030-1-31 08:00:00").unwrap();
    /// assert!(matches!(local, Moment::Local { year: 2030, month: 1, day: 31, hour: 8, .. }));
    /// let instant = Moment::parse("1970-01-01T01:00:00.5+01:00").unwrap();
    /// assert_eq!(instant, Moment::Instant { seconds: 0, nanos: 500_000_000 });
    /// assert!(Moment::parse("2030-02-30").is_err());
    /// ```
    ///
    /// # Errors
    ///
    /// If the text is in no such form, or if there is no such date or time.
    pub fn parse(text: &str) -> Result<Self, ParseErrors> {
        read(Piece::whole(text)).map_err(|error| ParseErrors::in_text(text, vec![error]))
    }
}

fn read(text: Piece<'_>) -> Result<Moment, ParseError> {
    let refuse = |kind| ParseError::new(Subject::Date, kind, text.span());
    let unreadable = || refuse(Kind::InvalidDate { instead: meant_date(text.text()) });
    let written = Written::read(text.text()).ok_or_else(unreadable)?;
    written.check().map_err(|reason| refuse(Kind::NoSuchDate { reason }))?;
    written.moment().ok_or_else(|| refuse(Kind::InvalidDate { instead: None }))
}

/// Whether a text is a date as it stands.
pub(super) fn is_date(text: &str) -> bool {
    Written::read(text).is_some_and(|written| written.check().is_ok())
}

/// The numbers of a date as written, not yet checked.
#[derive(Default)]
struct Written {
    year: u32,
    month: u32,
    day: u32,
    hour: u32,
    minute: u32,
    second: u32,
    nanos: u32,
    /// Seconds east of UTC.
    offset: Option<i64>,
}

impl Written {
    fn read(text: &str) -> Option<Self> {
        let (date, time) = match text.split_once([' ', 'T', 't']) {
            Some((date, time)) => (date, Some(time)),
            None => (text, None),
        };
        let [year, month, day] = split(date, '-')?;
        let mut written = Self {
            year: number(year, 4..=4)?,
            month: number(month, 1..=2)?,
            day: number(day, 1..=2)?,
            ..Self::default()
        };
        if let Some(time) = time {
            written.read_time(time)?;
        }
        Some(written)
    }

    fn read_time(&mut self, text: &str) -> Option<()> {
        let (clock, offset) = match text.find(['Z', 'z', '+', '-']) {
            Some(at) => text.split_at_checked(at)?,
            None => (text, ""),
        };
        let (whole, fraction) = match clock.split_once('.') {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (clock, None),
        };
        let [hour, minute, second] = split(whole, ':')?;
        self.hour = number(hour, 1..=2)?;
        self.minute = number(minute, 1..=2)?;
        self.second = number(second, 1..=2)?;
        self.nanos = fraction.map_or(Some(0), nanos)?;
        self.offset = if offset.is_empty() { None } else { Some(offset_seconds(offset)?) };
        Some(())
    }

    fn check(&self) -> Result<(), String> {
        if self.year == 0 {
            return Err("there is no year 0".into());
        }
        if !(1..=12).contains(&self.month) {
            return Err(format!("there is no month {}", self.month));
        }
        let length = days_in_month(self.calendar_year(), self.month);
        if !(1..=length).contains(&self.day) {
            return Err(format!("{:04}-{:02} has {length} days, not {}", self.year, self.month, self.day));
        }
        if self.hour > 23 || self.minute > 59 || self.second > 59 {
            return Err(format!("there is no time {:02}:{:02}:{:02}", self.hour, self.minute, self.second));
        }
        Ok(())
    }

    /// Four digits at most.
    fn calendar_year(&self) -> i32 {
        i32::try_from(self.year).unwrap_or(0)
    }

    fn moment(&self) -> Option<Moment> {
        let small = |number: u32| u8::try_from(number).ok();
        if let Some(offset) = self.offset {
            let days = Date { year: self.calendar_year(), month: self.month, day: self.day }.to_days();
            let time = i64::from(self.hour * 3_600 + self.minute * 60 + self.second);
            return Some(Moment::Instant { seconds: days * 86_400 + time - offset, nanos: self.nanos });
        }
        Some(Moment::Local {
            year: u16::try_from(self.year).ok()?,
            month: small(self.month)?,
            day: small(self.day)?,
            hour: small(self.hour)?,
            minute: small(self.minute)?,
            second: small(self.second)?,
            nanos: self.nanos,
        })
    }
}

/// `Z` or `+01:00`.
fn offset_seconds(text: &str) -> Option<i64> {
    if text.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let (sign, rest) = text.split_at_checked(1)?;
    let (hours, minutes) = rest.split_once(':')?;
    let (hours, minutes) = (number(hours, 2..=2)?, number(minutes, 2..=2)?);
    let seconds = i64::from(hours * 3_600 + minutes * 60);
    (hours < 24 && minutes < 60).then_some(if sign == "-" { -seconds } else { seconds })
}

/// One to nine digits after the point, as nanoseconds.
fn nanos(digits: &str) -> Option<u32> {
    let value = number(digits, 1..=9)?;
    let missing = 9 - u32::try_from(digits.len()).ok()?;
    value.checked_mul(10_u32.checked_pow(missing)?)
}

/// Exactly as many digits as allowed.
fn number(text: &str, digits: std::ops::RangeInclusive<usize>) -> Option<u32> {
    Piece::whole(text).number().filter(|_| digits.contains(&text.len()))
}

/// Exactly `N` parts.
fn split<const N: usize>(text: &str, separator: char) -> Option<[&str; N]> {
    text.split(separator).collect::<Vec<_>>().try_into().ok()
}
