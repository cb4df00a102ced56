//! A moment becomes an instant in a time zone.

use chrono::{DateTime, Utc};

use super::Moment;
use crate::calendar::Date;
use crate::zone::TimeZone;

impl Moment {
    /// The instant of this moment, on the clocks of `timezone` if it is local.
    ///
    /// A time that the clocks skip is read with the offset before the gap (02:30
    /// becomes 03:30), one that they repeat is the first of the two. These are the
    /// rules of Python's `datetime`, and so of APScheduler.
    ///
    /// ```
    /// use aps_triggers::{TimeZone, date::Moment};
    /// let berlin = TimeZone::get("Europe/Berlin").unwrap();
    /// let skipped = Moment::parse("2026-03-29 02:30:00").unwrap();
    /// assert_eq!(berlin.to_local(skipped.in_zone(berlin)).to_string(), "2026-03-29 03:30:00 CEST");
    /// ```
    pub fn in_zone(self, timezone: TimeZone) -> DateTime<Utc> {
        let (seconds, nanos) = match self {
            Self::Instant { seconds, nanos } => (seconds, nanos),
            Self::Local { year, month, day, hour, minute, second, nanos } => {
                let date = Date { year: year.into(), month: month.into(), day: day.into() };
                let time = i64::from(hour) * 3_600 + i64::from(minute) * 60 + i64::from(second);
                (timezone.rules().instant_of(date.to_days() * 86_400 + time), nanos)
            }
        };
        let out_of_range = if seconds < 0 { DateTime::<Utc>::MIN_UTC } else { DateTime::<Utc>::MAX_UTC };
        DateTime::from_timestamp(seconds, nanos).unwrap_or(out_of_range)
    }
}

/// Whether a window ends before it starts. Without a zone, a local moment and an instant
/// cannot be compared: then it does not.
pub(crate) fn is_reversed(start: Option<Moment>, end: Option<Moment>, timezone: Option<TimeZone>) -> bool {
    let (Some(start), Some(end)) = (start, end) else { return false };
    let is_local = |moment| matches!(moment, Moment::Local { .. });
    let comparable = timezone.is_some() || is_local(start) == is_local(end);
    let timezone = timezone.unwrap_or(TimeZone::UTC);
    comparable && end.in_zone(timezone) < start.in_zone(timezone)
}

impl From<DateTime<Utc>> for Moment {
    fn from(time: DateTime<Utc>) -> Self {
        Self::Instant { seconds: time.timestamp(), nanos: time.timestamp_subsec_nanos() }
    }
}
