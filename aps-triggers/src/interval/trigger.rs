//! A trigger that fires every so often.

use std::fmt;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::{Unit, within_bounds};
use crate::date::{Moment, is_reversed};
use crate::error::{ParseErrorKind as Kind, ParseErrors, Subject};
use crate::trigger::Trigger;
use crate::zone::{IntoTimeZone, TimeZone};

/// Fires in steps of one fixed length of elapsed time, counted from its start.
///
/// A late or moved run does not shift those after it: they stay on the grid. The clocks of a
/// time zone play no part, so "every day" shifts by an hour on the wall clock when the clocks
/// change; use a [`CronTrigger`](crate::CronTrigger) for times of day.
///
/// ```
/// use std::time::Duration;
/// use aps_triggers::{IntervalTrigger, Trigger, date::Moment};
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let trigger = IntervalTrigger::every(Duration::from_secs(7_200))
///     .start_date(Moment::parse("2026-11-22 00:00:00")?);
/// assert_eq!(trigger.to_string(), "interval[2:00:00]");
/// let next = trigger.next_fire_time(None, "2026-11-22T05:10:00Z".parse()?);
/// assert_eq!(next, Some("2026-11-22T06:00:00Z".parse()?));
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IntervalTrigger {
    length: Duration,
    timezone: Option<TimeZone>,
    start_date: Option<Moment>,
    end_date: Option<Moment>,
    max_jitter: Option<Duration>,
}

impl IntervalTrigger {
    /// Every `length`. A length of zero never fires; [`parse_length`] and
    /// [`length_of`] refuse it.
    ///
    /// [`parse_length`]: super::parse_length
    /// [`length_of`]: super::length_of
    pub const fn every(length: Duration) -> Self {
        Self::baked(length, None, None, None)
    }

    /// For generated code.
    #[doc(hidden)]
    pub const fn baked(
        length: Duration,
        timezone: Option<TimeZone>,
        start_date: Option<Moment>,
        end_date: Option<Moment>,
    ) -> Self {
        Self { length, timezone, start_date, end_date, max_jitter: None }
    }

    /// From a text, see [`parse_length`](super::parse_length).
    ///
    /// ```
    /// let trigger = aps_triggers::IntervalTrigger::parse("1.5h").unwrap();
    /// assert_eq!(trigger.to_string(), "interval[1:30:00]");
    /// ```
    ///
    /// # Errors
    ///
    /// If the text is no length.
    pub fn parse(text: &str) -> Result<Self, ParseErrors> {
        super::parse_length(text).map(Self::every)
    }

    /// The sum of some numbers of units, see [`length_of`](super::length_of).
    ///
    /// ```
    /// use aps_triggers::{IntervalTrigger, interval::Unit};
    /// let trigger = IntervalTrigger::of([(Unit::Days, 1.0), (Unit::Hours, 2.5)]).unwrap();
    /// assert_eq!(trigger.to_string(), "interval[1 day, 2:30:00]");
    /// ```
    ///
    /// # Errors
    ///
    /// If a number is negative or not finite, and if the sum is zero or too long.
    pub fn of(units: impl IntoIterator<Item = (Unit, f64)>) -> Result<Self, ParseErrors> {
        let length = super::length_of(units).map_err(|error| ParseErrors::in_text("", vec![error]))?;
        Ok(Self::every(length))
    }

    /// Every `weeks` weeks of 168 hours.
    pub const fn weeks(weeks: u32) -> Self {
        Self::units(weeks, Unit::Weeks)
    }

    /// Every `days` days of 24 hours. For "at the same time of the day", use a
    /// [`CalendarIntervalTrigger`](crate::CalendarIntervalTrigger).
    pub const fn days(days: u32) -> Self {
        Self::units(days, Unit::Days)
    }

    /// Every `hours` hours.
    pub const fn hours(hours: u32) -> Self {
        Self::units(hours, Unit::Hours)
    }

    /// Every `minutes` minutes.
    pub const fn minutes(minutes: u32) -> Self {
        Self::units(minutes, Unit::Minutes)
    }

    /// Every `seconds` seconds.
    pub const fn seconds(seconds: u32) -> Self {
        Self::units(seconds, Unit::Seconds)
    }

    const fn units(count: u32, unit: Unit) -> Self {
        Self::every(Duration::from_secs(count as u64 * unit.seconds() as u64))
    }

    /// The first fire, which the others are counted from. Without it, that is one
    /// interval after the trigger was given to a scheduler.
    #[must_use]
    pub fn start_date(self, moment: impl Into<Moment>) -> Self {
        Self { start_date: Some(moment.into()), ..self }
    }

    /// No fire after this moment. One at it is allowed.
    #[must_use]
    pub fn end_date(self, moment: impl Into<Moment>) -> Self {
        Self { end_date: Some(moment.into()), ..self }
    }

    /// The zone of local start and end dates. It wins over that of a scheduler.
    #[must_use]
    pub fn timezone(self, timezone: impl IntoTimeZone) -> Self {
        Self { timezone: Some(timezone.into_time_zone()), ..self }
    }

    /// Each run starts up to `max` later than its fire time, see
    /// [`jitter`](crate::jitter); no more than [`LONGEST`](crate::interval::LONGEST).
    #[must_use]
    pub const fn jitter(self, max: Duration) -> Self {
        Self { max_jitter: Some(max), ..self }
    }

    /// The time between two fires.
    pub const fn length(&self) -> Duration {
        self.length
    }

    /// The zone of local start and end dates, if it is set.
    pub const fn zone(&self) -> Option<TimeZone> {
        self.timezone
    }

    /// The first fire, if it is set.
    pub const fn starts(&self) -> Option<Moment> {
        self.start_date
    }

    /// The last moment, if it is set.
    pub const fn ends(&self) -> Option<Moment> {
        self.end_date
    }

    /// How late runs may start, if jitter is set.
    pub const fn max_jitter(&self) -> Option<Duration> {
        self.max_jitter
    }

    /// Is this a schedule that can fire?
    ///
    /// # Errors
    ///
    /// If the length is zero or more than [`LONGEST`](crate::interval::LONGEST), or if the end comes before the start.
    pub fn check(&self) -> Result<(), ParseErrors> {
        let refused = |kind| Err(ParseErrors::without_text(Subject::Length, kind));
        if let Err(kind) = within_bounds(self.length) {
            return refused(kind);
        }
        if is_reversed(self.start_date, self.end_date, self.timezone) {
            return refused(Kind::EndBeforeStart);
        }
        Ok(())
    }

    pub(crate) fn anchored(self, earlier: &Self) -> Self {
        Self { start_date: self.start_date.or(earlier.start_date), ..self }
    }

    pub(crate) fn fill_in(&mut self, timezone: TimeZone, now: DateTime<Utc>) {
        self.timezone.get_or_insert(timezone);
        self.start_date = self.start_date.or_else(|| self.after(now).map(Moment::from));
    }

    fn instant(&self, moment: Moment) -> DateTime<Utc> {
        moment.in_zone(self.timezone.unwrap_or(TimeZone::UTC))
    }

    fn after(&self, time: DateTime<Utc>) -> Option<DateTime<Utc>> {
        time.checked_add_signed(TimeDelta::from_std(self.length).ok()?)
    }

    /// The first point of the grid of `start` that is `earliest` or later.
    fn on_grid(&self, start: DateTime<Utc>, earliest: DateTime<Utc>) -> Option<DateTime<Utc>> {
        if earliest <= start {
            return Some(start);
        }
        let length = i128::try_from(self.length.as_nanos()).ok()?;
        let elapsed = nanos(earliest) - nanos(start);
        let steps = elapsed.checked_add(length - 1)?.checked_div(length)?;
        let fire = nanos(start).checked_add(steps.checked_mul(length)?)?;
        let seconds = i64::try_from(fire.div_euclid(NANOS)).ok()?;
        DateTime::from_timestamp(seconds, u32::try_from(fire.rem_euclid(NANOS)).ok()?)
    }
}

impl Trigger for IntervalTrigger {
    fn next_fire_time(&self, previous: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        if self.length.is_zero() {
            return None;
        }
        let next = match (self.start_date, previous) {
            (None, previous) => self.after(previous.unwrap_or(now))?,
            (Some(start), None) => self.on_grid(self.instant(start), now)?,
            (Some(start), Some(previous)) => {
                let after = previous.checked_add_signed(TimeDelta::nanoseconds(1))?;
                self.on_grid(self.instant(start), after)?
            }
        };
        let ended = self.end_date.is_some_and(|end| next > self.instant(end));
        (!ended).then_some(next)
    }
}

const NANOS: i128 = 1_000_000_000;

fn nanos(time: DateTime<Utc>) -> i128 {
    i128::from(time.timestamp()) * NANOS + i128::from(time.timestamp_subsec_nanos())
}

/// APScheduler's text, which is Python's `timedelta`: `interval[1 day, 2:00:00]`.
impl fmt::Display for IntervalTrigger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (seconds, nanos) = (self.length.as_secs(), self.length.subsec_nanos());
        f.write_str("interval[")?;
        match seconds / 86_400 {
            0 => {}
            1 => f.write_str("1 day, ")?,
            days => write!(f, "{days} days, ")?,
        }
        write!(f, "{}:{:02}:{:02}", seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60)?;
        match nanos {
            0 => {}
            nanos if nanos % 1_000 == 0 => write!(f, ".{:06}", nanos / 1_000)?,
            nanos => write!(f, ".{nanos:09}")?,
        }
        f.write_str("]")
    }
}
