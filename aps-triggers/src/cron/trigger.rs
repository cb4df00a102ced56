//! Cron as a trigger: fields, a time zone, and a window.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};

use super::fire::next_fire;
use super::{CronFields, KeyedFields, canonical_keyed, parse_crontab, parse_keyed};
use crate::date::Moment;
use crate::error::{ParseError, ParseErrorKind, ParseErrors, Subject};
use crate::trigger::Trigger;
use crate::zone::TimeZone;

/// Fires whenever the local time matches.
///
/// Where the clocks are set forward or back by less than three hours, the rule is
/// that of cron(8) of cronie. A schedule of *fixed times*, one without `*` in hour,
/// minute and second, loses no fire and doubles none: times that are skipped fire
/// once, right after the gap, and times that are repeated fire the first time. All
/// other schedules follow elapsed time.
///
/// ```
/// use aps_triggers::{CronTrigger, Trigger};
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let trigger = CronTrigger::parse("0 0 1-15 may-aug *")?;
/// let next = trigger.next_fire_time(None, "2026-11-22T00:00:00Z".parse()?);
/// assert_eq!(next, Some("2027-05-01T00:00:00Z".parse()?));
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CronTrigger {
    fields: CronFields,
    /// What `Display` shows between the brackets.
    text: Cow<'static, str>,
    timezone: Option<TimeZone>,
    start_date: Option<Moment>,
    end_date: Option<Moment>,
}

impl CronTrigger {
    /// From a crontab string, see [`parse_crontab`].
    ///
    /// # Errors
    ///
    /// Every mistake of the expression.
    pub fn parse(crontab: &str) -> Result<Self, ParseErrors> {
        let parsed = parse_crontab(crontab)?;
        let timezone = parsed.timezone.map(|prefix| {
            TimeZone::get(&prefix.name).map_err(|_| {
                let kind = ParseErrorKind::UnknownTimeZone { name: prefix.name, nearest: None };
                ParseErrors::in_text(crontab, vec![ParseError::new(Subject::Crontab, kind, prefix.span)])
            })
        });
        Ok(Self { timezone: timezone.transpose()?, ..Self::new(parsed.fields, parsed.text) })
    }

    /// From one text per field, see [`parse_keyed`].
    ///
    /// # Errors
    ///
    /// Every mistake of every field.
    pub fn keyed(fields: &KeyedFields<'_>) -> Result<Self, ParseErrors> {
        Ok(Self::new(parse_keyed(fields)?, canonical_keyed(fields)))
    }

    const fn new(fields: CronFields, text: String) -> Self {
        Self { fields, text: Cow::Owned(text), timezone: None, start_date: None, end_date: None }
    }

    /// For generated code: what [`parse`](Self::parse) or [`keyed`](Self::keyed)
    /// made of an expression when it was compiled.
    #[doc(hidden)]
    pub const fn baked(
        fields: CronFields,
        text: &'static str,
        timezone: Option<TimeZone>,
        start_date: Option<Moment>,
        end_date: Option<Moment>,
    ) -> Self {
        Self { fields, text: Cow::Borrowed(text), timezone, start_date, end_date }
    }

    /// The zone whose local time is matched. It wins over that of a scheduler.
    #[must_use]
    pub fn timezone(self, timezone: impl Into<TimeZone>) -> Self {
        Self { timezone: Some(timezone.into()), ..self }
    }

    /// No fire before this moment. One at it is allowed.
    #[must_use]
    pub fn start_date(self, moment: impl Into<Moment>) -> Self {
        Self { start_date: Some(moment.into()), ..self }
    }

    /// No fire after this moment. One at it is allowed.
    #[must_use]
    pub fn end_date(self, moment: impl Into<Moment>) -> Self {
        Self { end_date: Some(moment.into()), ..self }
    }

    /// The local times that match.
    pub const fn fields(&self) -> &CronFields {
        &self.fields
    }

    /// The expression, as `Display` shows it between the brackets.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The zone whose local time is matched, if it is set.
    pub const fn zone(&self) -> Option<TimeZone> {
        self.timezone
    }

    /// The first moment, if it is set.
    pub const fn starts(&self) -> Option<Moment> {
        self.start_date
    }

    /// The last moment, if it is set.
    pub const fn ends(&self) -> Option<Moment> {
        self.end_date
    }

    /// How late runs may start, if jitter is set.
    pub const fn max_jitter(&self) -> Option<std::time::Duration> {
        None
    }

    pub(crate) fn resolve(self, timezone: TimeZone) -> Self {
        Self { timezone: self.timezone.or(Some(timezone)), ..self }
    }
}

impl Trigger for CronTrigger {
    fn next_fire_time(&self, previous: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let timezone = self.timezone.unwrap_or(TimeZone::UTC);
        let mut earliest = previous.map_or_else(|| rounded_up(now), |previous| previous.timestamp() + 1);
        if let Some(start) = self.start_date {
            earliest = earliest.max(rounded_up(start.in_zone(timezone)));
        }
        let fire = next_fire(&self.fields, timezone.rules(), earliest)?;
        let ended = self.end_date.is_some_and(|end| fire > end.in_zone(timezone).timestamp());
        if ended { None } else { DateTime::from_timestamp(fire, 0) }
    }
}

/// Fires come on whole seconds.
fn rounded_up(time: DateTime<Utc>) -> i64 {
    time.timestamp() + i64::from(time.timestamp_subsec_nanos() > 0)
}

impl FromStr for CronTrigger {
    type Err = ParseErrors;

    fn from_str(crontab: &str) -> Result<Self, Self::Err> {
        Self::parse(crontab)
    }
}

impl fmt::Display for CronTrigger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cron[{}]", self.text)
    }
}
