//! A trigger that fires at a time of day, every so many months or days.

use std::fmt;
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::CalendarInterval;
use super::check::check_calendar_interval;
use super::fire::{self, Fires};
use super::occurrences::Occurrences;
use crate::cron::DstGap;
use crate::date::LocalDate;
use crate::error::ParseErrors;
use crate::trigger::{Trigger, earliest_second};
use crate::zone::{IntoTimeZone, TimeZone};

/// Fires at one time of the day, in steps of the calendar, counted from its start date.
///
/// The start date alone determines the sequence of dates, so neither late runs nor changes of
/// the clocks can shift them:
///
/// * Months (and years) are added first, and the day of the month is kept: every month from 31
///   January means the 31st of those months that have one.
/// * Then weeks and days are added. If there are months as well, the next step starts from the
///   date reached in this way.
///
/// If the clocks skip the time on some date, that date is left out, and those after it are not
/// moved; with [`dst_gap`](Self::dst_gap) it fires after the gap instead. A time that the
/// clocks repeat fires once, the first time. These are the rules of APScheduler without its
/// drift.
///
/// ```
/// use aps_triggers::{CalendarIntervalTrigger, TimeZone, Trigger, date::LocalDate};
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let trigger = CalendarIntervalTrigger::months(1)
///     .at(15, 0, 0)
///     .start_date(LocalDate::parse("2026-01-31")?)
///     .timezone(TimeZone::get("Europe/Berlin")?);
/// let now = "2026-02-01T00:00:00Z".parse()?;
/// let march = trigger.next_fire_time(None, now);
/// assert_eq!(march, Some("2026-03-31T13:00:00Z".parse()?));
/// assert_eq!(trigger.next_fire_time(march, now), Some("2026-05-31T13:00:00Z".parse()?));
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarIntervalTrigger {
    interval: CalendarInterval,
    hour: u8,
    minute: u8,
    second: u8,
    timezone: Option<TimeZone>,
    start_date: Option<LocalDate>,
    end_date: Option<LocalDate>,
    dst_gap: DstGap,
    max_jitter: Option<Duration>,
}

impl CalendarIntervalTrigger {
    /// Every so many years, months, weeks and days, at midnight. An interval that is
    /// zero never fires; [`check`](Self::check) refuses it.
    pub const fn every(interval: CalendarInterval) -> Self {
        Self {
            interval,
            hour: 0,
            minute: 0,
            second: 0,
            timezone: None,
            start_date: None,
            end_date: None,
            dst_gap: DstGap::Skip,
            max_jitter: None,
        }
    }

    /// Every `years` years.
    pub const fn years(years: u32) -> Self {
        Self::every(CalendarInterval { years, ..CalendarInterval::ZERO })
    }

    /// Every `months` months.
    pub const fn months(months: u32) -> Self {
        Self::every(CalendarInterval { months, ..CalendarInterval::ZERO })
    }

    /// Every `weeks` weeks.
    pub const fn weeks(weeks: u32) -> Self {
        Self::every(CalendarInterval { weeks, ..CalendarInterval::ZERO })
    }

    /// Every `days` days.
    pub const fn days(days: u32) -> Self {
        Self::every(CalendarInterval { days, ..CalendarInterval::ZERO })
    }

    /// For generated code.
    #[doc(hidden)]
    pub const fn baked(
        interval: CalendarInterval,
        (hour, minute, second): (u8, u8, u8),
        timezone: Option<TimeZone>,
        start_date: Option<LocalDate>,
        end_date: Option<LocalDate>,
    ) -> Self {
        Self { timezone, start_date, end_date, ..Self::every(interval).at(hour, minute, second) }
    }

    /// The time of the day. One that no clock shows, such as 24:00:00, never fires;
    /// [`check`](Self::check) refuses it.
    #[must_use]
    pub const fn at(self, hour: u8, minute: u8, second: u8) -> Self {
        Self { hour, minute, second, ..self }
    }

    /// The date of the first fire, from which the others are counted. It may lie in the past.
    /// Default: the date on which a scheduler takes the trigger on.
    #[must_use]
    pub fn start_date(self, date: impl Into<LocalDate>) -> Self {
        Self { start_date: Some(date.into()), ..self }
    }

    /// No fire after this date. One on it is allowed.
    #[must_use]
    pub fn end_date(self, date: impl Into<LocalDate>) -> Self {
        Self { end_date: Some(date.into()), ..self }
    }

    /// The zone of dates and time of day. It wins over that of a scheduler.
    #[must_use]
    pub fn timezone(self, timezone: impl IntoTimeZone) -> Self {
        Self { timezone: Some(timezone.into_time_zone()), ..self }
    }

    /// What becomes of a date on which the clocks skip the time; by default, the date is left
    /// out. With [`DstGap::Next`] it fires at the first instant after the gap, unless the gap
    /// lasts three hours or more.
    #[must_use]
    pub const fn dst_gap(self, gap: DstGap) -> Self {
        Self { dst_gap: gap, ..self }
    }

    /// Each run starts up to `max` later than its fire time, see
    /// [`jitter`](crate::jitter); no more than [`LONGEST`](crate::interval::LONGEST).
    #[must_use]
    pub const fn jitter(self, max: Duration) -> Self {
        Self { max_jitter: Some(max), ..self }
    }

    /// The time between two fires, in units of the calendar.
    pub const fn interval(&self) -> CalendarInterval {
        self.interval
    }

    /// Hour, minute and second of the fires.
    pub const fn time(&self) -> (u8, u8, u8) {
        (self.hour, self.minute, self.second)
    }

    /// The zone, if it is set.
    pub const fn zone(&self) -> Option<TimeZone> {
        self.timezone
    }

    /// The date of the first fire, if it is set.
    pub const fn starts(&self) -> Option<LocalDate> {
        self.start_date
    }

    /// The last date, if it is set.
    pub const fn ends(&self) -> Option<LocalDate> {
        self.end_date
    }

    /// What becomes of a date on which the clocks skip the time.
    pub const fn gap(&self) -> DstGap {
        self.dst_gap
    }

    /// How late runs may start, if jitter is set.
    pub const fn max_jitter(&self) -> Option<Duration> {
        self.max_jitter
    }

    /// Is this a schedule that can fire?
    ///
    /// ```
    /// use aps_triggers::CalendarIntervalTrigger;
    /// assert!(CalendarIntervalTrigger::days(1).at(23, 59, 59).check().is_ok());
    /// let error = CalendarIntervalTrigger::days(0).check().unwrap_err();
    /// assert_eq!(error.iter().next().unwrap().headline(), "invalid calendar interval: the length is zero");
    /// ```
    ///
    /// # Errors
    ///
    /// If the interval is zero, the time is none that a clock shows, or the end comes
    /// before the start. All of it is reported.
    pub fn check(&self) -> Result<(), ParseErrors> {
        check_calendar_interval(self.interval, self.time(), self.start_date, self.end_date)
    }

    pub(crate) fn anchored(self, earlier: &Self) -> Self {
        Self { start_date: self.start_date.or(earlier.start_date), ..self }
    }

    pub(crate) fn fill_in(&mut self, timezone: TimeZone, now: DateTime<Utc>) {
        let timezone = *self.timezone.get_or_insert(timezone);
        self.start_date.get_or_insert_with(|| timezone.to_local(now).naive().date().into());
    }

    /// Seconds after midnight, if a clock shows them.
    fn time_of_day(&self) -> Option<i64> {
        let shown = self.hour < 24 && self.minute < 60 && self.second < 60;
        let time = i64::from(self.hour) * 3_600 + i64::from(self.minute) * 60 + i64::from(self.second);
        shown.then_some(time)
    }
}

impl Trigger for CalendarIntervalTrigger {
    fn next_fire_time(&self, previous: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        if self.interval.is_zero() {
            return None;
        }
        let timezone = self.timezone.unwrap_or(TimeZone::UTC);
        let anchor = match self.start_date {
            Some(start) => start.civil(),
            None => fire::local_date(timezone, previous.unwrap_or(now).timestamp()),
        };
        let fires = Fires {
            dates: Occurrences::new(anchor, self.interval),
            end: self.end_date.map(|end| end.civil().to_days()),
            time: self.time_of_day()?,
            rules: timezone.rules(),
            gap: self.dst_gap,
        };
        DateTime::from_timestamp(fires.first_from(earliest_second(previous, now))?, 0)
    }
}

/// In the manner of APScheduler, which has no text for it but the `repr`: its units and
/// its time, such as `calendarinterval[months=1, time='15:00:00']`.
impl fmt::Display for CalendarIntervalTrigger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let comma = if self.interval.is_zero() { "" } else { ", " };
        let (hour, minute, second) = self.time();
        write!(f, "calendarinterval[{}{comma}time='{hour:02}:{minute:02}:{second:02}']", self.interval)
    }
}
