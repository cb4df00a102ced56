//! Cron as a trigger: fields, a time zone, and a window.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use chrono::{DateTime, Days, NaiveTime, Timelike, Utc};

use super::fire::next_fire;
use super::{CronFields, CronOptions, DstGap, DstOverlap, KeyedFields};
use super::{canonical_keyed, parse_crontab, parse_keyed};
use crate::date::Moment;
use crate::error::{ParseError, ParseErrorKind, ParseErrors, Subject};
use crate::shared::Shared;
use crate::trigger::Trigger;
use crate::zone::{IntoTimeZone, TimeZone};

/// Fires whenever the local time matches.
///
/// When the clocks are set forward or back by less than three hours, the rule is that of
/// cron(8) of cronie. A schedule of *fixed times*, which has no `*` in hour, minute and second,
/// neither loses nor doubles a fire: times that are skipped fire once, right after the gap, and
/// times that are repeated fire the first time. All other schedules follow elapsed time.
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
    pub(super) expression: Shared<CronExpression>,
    timezone: Option<TimeZone>,
    options: Shared<CronOptions>,
}

/// What a cron trigger was parsed from, and made of it. For generated code.
#[doc(hidden)]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CronExpression {
    /// The local times that match.
    pub fields: CronFields,
    /// What `Display` shows between the brackets.
    pub text: Cow<'static, str>,
}

impl CronTrigger {
    /// From a crontab string, see [`parse_crontab`].
    ///
    /// # Errors
    ///
    /// Every mistake of the expression.
    #[doc(alias = "from_crontab")]
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

    pub(super) fn new(fields: CronFields, text: String) -> Self {
        let expression = Shared::new(CronExpression { fields, text: Cow::Owned(text) });
        Self { expression, timezone: None, options: Shared::Static(&CronOptions::DEFAULT) }
    }

    /// For generated code: what [`parse`](Self::parse) or [`keyed`](Self::keyed)
    /// made of an expression when it was compiled.
    #[doc(hidden)]
    pub const fn baked(
        expression: &'static CronExpression,
        timezone: Option<TimeZone>,
        options: &'static CronOptions,
    ) -> Self {
        Self { expression: Shared::Static(expression), timezone, options: Shared::Static(options) }
    }

    /// The zone whose local time is matched. It wins over that of a scheduler.
    #[must_use]
    pub fn timezone(self, timezone: impl IntoTimeZone) -> Self {
        Self { timezone: Some(timezone.into_time_zone()), ..self }
    }

    /// No fire before this moment. One at it is allowed.
    #[must_use]
    pub fn start_date(self, moment: impl Into<Moment>) -> Self {
        self.with(|options| options.start_date = Some(moment.into()))
    }

    /// No fire after this moment. One at it is allowed.
    #[must_use]
    pub fn end_date(self, moment: impl Into<Moment>) -> Self {
        self.with(|options| options.end_date = Some(moment.into()))
    }

    /// What becomes of fixed times that the clocks skip; by default they fire right
    /// after the gap.
    #[must_use]
    pub fn dst_gap(self, gap: DstGap) -> Self {
        self.with(|options| options.dst_gap = gap)
    }

    /// What becomes of fixed times that the clocks repeat; by default they fire the
    /// first time.
    #[must_use]
    pub fn dst_overlap(self, overlap: DstOverlap) -> Self {
        self.with(|options| options.dst_overlap = overlap)
    }

    /// The longest delay of a run after its fire time, no more than [`LONGEST`](crate::interval::LONGEST).
    ///
    /// The delay belongs to a run, not to the schedule:
    /// [`next_fire_time`](Trigger::next_fire_time) stays as it is.
    ///
    /// ```
    /// use std::time::Duration;
    /// use aps_triggers::CronTrigger;
    /// let trigger = CronTrigger::parse("0 4 * * *").unwrap().jitter(Duration::from_secs(600));
    /// assert_eq!(trigger.max_jitter(), Some(Duration::from_secs(600)));
    /// ```
    #[must_use]
    pub fn jitter(self, longest: Duration) -> Self {
        self.with(|options| options.jitter = Some(longest))
    }

    fn with(self, change: impl FnOnce(&mut CronOptions)) -> Self {
        Self { options: self.options.with(change), ..self }
    }

    /// The local times that match.
    pub fn fields(&self) -> &CronFields {
        &self.expression.fields
    }

    /// The schedule as text: the crontab, or the keyed fields as APScheduler prints
    /// them.
    ///
    /// ```
    /// use aps_triggers::CronTrigger;
    /// assert_eq!(CronTrigger::parse(" 0  4 * * * ").unwrap().text(), "0 4 * * *");
    /// ```
    pub fn text(&self) -> &str {
        &self.expression.text
    }

    /// The zone whose local time is matched, if one was set.
    pub const fn zone(&self) -> Option<TimeZone> {
        self.timezone
    }

    /// The moment before which nothing fires.
    pub fn starts(&self) -> Option<Moment> {
        self.options.start_date
    }

    /// The moment after which nothing fires.
    pub fn ends(&self) -> Option<Moment> {
        self.options.end_date
    }

    /// What becomes of fixed times that the clocks skip.
    pub fn gap(&self) -> DstGap {
        self.options.dst_gap
    }

    /// What becomes of fixed times that the clocks repeat.
    pub fn overlap(&self) -> DstOverlap {
        self.options.dst_overlap
    }

    /// The longest delay of a run behind its fire time.
    pub fn max_jitter(&self) -> Option<Duration> {
        self.options.jitter
    }

    pub(crate) fn fill_in(&mut self, timezone: TimeZone) {
        self.timezone.get_or_insert(timezone);
    }
}

impl Trigger for CronTrigger {
    fn next_fire_time(&self, previous: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let (timezone, options) = (self.timezone.unwrap_or(TimeZone::UTC), &*self.options);
        let reference = previous.unwrap_or(now);
        let since = reference.timestamp();
        let mut earliest = since + i64::from(previous.is_some() || reference.timestamp_subsec_nanos() > 0);
        if let Some(start) = options.start_date {
            earliest = earliest.max(rounded_up(start.in_zone(timezone)));
        }
        let fire = next_fire(self.fields(), options, timezone.rules(), earliest)?;
        let ended = options.end_date.is_some_and(|end| fire > end.in_zone(timezone).timestamp());
        if ended { None } else { later(reference, fire - since) }
    }
}

/// Fires come on whole seconds.
fn rounded_up(time: DateTime<Utc>) -> i64 {
    time.timestamp() + i64::from(time.timestamp_subsec_nanos() > 0)
}

/// The instant so many seconds after the whole second of `reference`.
///
/// Most fires come in the same year, where chrono counts days faster than it makes dates.
#[inline]
fn later(reference: DateTime<Utc>, seconds: i64) -> Option<DateTime<Utc>> {
    let reference = reference.naive_utc();
    let since_midnight = u64::from(reference.num_seconds_from_midnight()) + u64::try_from(seconds).ok()?;
    let (days, time) = (since_midnight / SECONDS_OF_DAY, since_midnight % SECONDS_OF_DAY);
    let time = NaiveTime::from_num_seconds_from_midnight_opt(time.try_into().ok()?, 0)?;
    Some(reference.date().checked_add_days(Days::new(days))?.and_time(time).and_utc())
}

const SECONDS_OF_DAY: u64 = 86_400;

impl FromStr for CronTrigger {
    type Err = ParseErrors;

    fn from_str(crontab: &str) -> Result<Self, Self::Err> {
        Self::parse(crontab)
    }
}

impl fmt::Display for CronTrigger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cron[{}]", self.text())
    }
}
