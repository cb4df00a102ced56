//! A trigger that fires once.

use std::fmt;

use chrono::{DateTime, Utc};

use super::Moment;
use crate::error::ParseErrors;
use crate::trigger::Trigger;
use crate::zone::{IntoTimeZone, TimeZone};

/// Fires once, even if its time has passed when it is first asked: whether a late
/// run is wanted is not for a trigger to decide.
///
/// ```
/// use aps_triggers::{DateTrigger, TimeZone, Trigger};
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let trigger = DateTrigger::parse("2030-01-31 08:00:00")?.timezone(TimeZone::get("Asia/Kathmandu")?);
/// assert_eq!(trigger.to_string(), "date[2030-01-31 08:00:00 +0545]");
/// let when = trigger.next_fire_time(None, "2026-11-22T00:00:00Z".parse()?);
/// assert_eq!(when, Some("2030-01-31T02:15:00Z".parse()?));
/// assert_eq!(trigger.next_fire_time(when, "2026-11-22T00:00:00Z".parse()?), None);
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateTrigger {
    run_date: Moment,
    timezone: Option<TimeZone>,
}

impl DateTrigger {
    /// At an instant, or at a local [`Moment`].
    pub fn at(moment: impl Into<Moment>) -> Self {
        Self { run_date: moment.into(), timezone: None }
    }

    /// From a text, see [`Moment::parse`].
    ///
    /// # Errors
    ///
    /// If the text is no date or there is no such date.
    pub fn parse(text: &str) -> Result<Self, ParseErrors> {
        Moment::parse(text).map(Self::at)
    }

    /// For generated code.
    #[doc(hidden)]
    pub const fn baked(run_date: Moment, timezone: Option<TimeZone>) -> Self {
        Self { run_date, timezone }
    }

    /// The zone of a local moment. It wins over that of a scheduler.
    #[must_use]
    pub fn timezone(self, timezone: impl IntoTimeZone) -> Self {
        Self { timezone: Some(timezone.into_time_zone()), ..self }
    }

    /// The moment, as given.
    pub const fn run_date(&self) -> Moment {
        self.run_date
    }

    /// The zone of a local moment, if it is set.
    pub const fn zone(&self) -> Option<TimeZone> {
        self.timezone
    }

    pub(crate) fn fill_in(&mut self, timezone: TimeZone) {
        self.timezone.get_or_insert(timezone);
    }

    fn instant(&self) -> DateTime<Utc> {
        self.run_date.in_zone(self.timezone.unwrap_or(TimeZone::UTC))
    }
}

impl Trigger for DateTrigger {
    fn next_fire_time(&self, previous: Option<DateTime<Utc>>, _now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        previous.is_none().then(|| self.instant())
    }
}

impl fmt::Display for DateTrigger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let zone = self.timezone.unwrap_or(TimeZone::UTC);
        write!(f, "date[{}]", zone.to_local(self.instant()))
    }
}
