//! One type that holds any trigger.

use std::fmt::{self, Display};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::calendar_interval::CalendarIntervalTrigger;
use crate::combining::{AndTrigger, OrTrigger};
use crate::cron::CronTrigger;
use crate::date::{DateTrigger, is_reversed};
use crate::error::{ParseErrorKind, ParseErrors, Subject};
use crate::interval::{IntervalTrigger, LONGEST};
use crate::trigger::Trigger;
use crate::zone::TimeZone;

/// Any of the triggers.
///
/// ```
/// use aps_triggers::{AnyTrigger, CronTrigger};
/// let trigger: AnyTrigger = CronTrigger::parse("0 0 * * *").unwrap().into();
/// assert_eq!(trigger.to_string(), "cron[0 0 * * *]");
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum AnyTrigger {
    /// On the calendar.
    Cron(CronTrigger),
    /// Every so often.
    Interval(IntervalTrigger),
    /// Once.
    Date(DateTrigger),
    /// Every so many months or days.
    CalendarInterval(CalendarIntervalTrigger),
    /// When all of several fire.
    And(AndTrigger),
    /// When any of several fires.
    Or(OrTrigger),
    /// Of a kind of your own. Two of them are equal if they are the same one.
    Custom(Arc<dyn Trigger>),
}

impl AnyTrigger {
    /// A trigger of a kind of your own.
    ///
    /// ```
    /// use aps_triggers::{AnyTrigger, Trigger};
    /// use chrono::{DateTime, TimeDelta, Utc};
    ///
    /// /// Whenever the seconds since 1970 are a power of two.
    /// #[derive(Debug)]
    /// struct PowersOfTwo;
    ///
    /// impl Trigger for PowersOfTwo {
    ///     fn next_fire_time(&self, previous: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    ///         let earliest = previous.map_or(now, |previous| previous + TimeDelta::nanoseconds(1));
    ///         (0..40).filter_map(|bit| DateTime::from_timestamp(1 << bit, 0)).find(|fire| *fire >= earliest)
    ///     }
    /// }
    ///
    /// impl std::fmt::Display for PowersOfTwo {
    ///     fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
    ///         f.write_str("powers_of_two")
    ///     }
    /// }
    ///
    /// let trigger = AnyTrigger::custom(PowersOfTwo);
    /// let next = trigger.next_fire_time(None, "2026-11-22T00:00:00Z".parse().unwrap());
    /// assert_eq!(next, Some("2038-01-19T03:14:08Z".parse().unwrap()));
    /// ```
    pub fn custom(trigger: impl Trigger + 'static) -> Self {
        Self::Custom(Arc::new(trigger))
    }

    /// Fills in what the trigger left open, when a scheduler takes it on at `now`: its
    /// time zone, the start of an interval, which is one interval from now, and the
    /// start of a calendar interval, which is the date of today. The members of `and`
    /// and `or` are filled in likewise.
    ///
    /// What is set stays as it is, so a second call changes nothing.
    #[must_use]
    pub fn resolve(mut self, timezone: TimeZone, now: DateTime<Utc>) -> Self {
        self.fill_in(timezone, now);
        self
    }

    /// Like [`resolve`](Self::resolve), but in place, for callers that have many triggers.
    ///
    /// ```
    /// use aps_triggers::{AnyTrigger, IntervalTrigger, TimeZone};
    ///
    /// let mut trigger = AnyTrigger::from(IntervalTrigger::hours(1));
    /// let (now, copy) = ("2026-11-23T08:00:00Z".parse().unwrap(), trigger.clone());
    /// trigger.fill_in(TimeZone::UTC, now);
    /// assert_eq!(trigger, copy.resolve(TimeZone::UTC, now));
    /// ```
    pub fn fill_in(&mut self, timezone: TimeZone, now: DateTime<Utc>) {
        match self {
            Self::Cron(trigger) => trigger.fill_in(timezone),
            Self::Interval(trigger) => trigger.fill_in(timezone, now),
            Self::Date(trigger) => trigger.fill_in(timezone),
            Self::CalendarInterval(trigger) => trigger.fill_in(timezone, now),
            Self::And(trigger) => trigger.fill_in(timezone, now),
            Self::Or(trigger) => trigger.fill_in(timezone, now),
            Self::Custom(_) => {}
        }
    }

    /// As [`resolve`](Self::resolve), for a trigger that replaces `earlier`, which has been resolved:
    /// what both leave open is filled in as it was then. So a program that declares the same interval
    /// at each of its starts continues with the fires of the first start.
    ///
    /// ```
    /// use aps_triggers::{AnyTrigger, IntervalTrigger, TimeZone};
    ///
    /// let declared = AnyTrigger::from(IntervalTrigger::hours(24));
    /// let monday = declared.clone().resolve(TimeZone::UTC, "2026-11-23T08:00:00Z".parse().unwrap());
    /// let (restart, tuesday) = (TimeZone::UTC, "2026-11-24T07:00:00Z".parse().unwrap());
    /// assert_eq!(declared.clone().resolve_like(&monday, restart, tuesday), monday);
    /// assert_ne!(declared.resolve(restart, tuesday), monday);
    /// ```
    #[must_use]
    pub fn resolve_like(self, earlier: &AnyTrigger, timezone: TimeZone, now: DateTime<Utc>) -> Self {
        self.anchored(earlier).resolve(timezone, now)
    }

    /// With the starts of another trigger, where it has none of its own.
    pub(crate) fn anchored(self, earlier: &AnyTrigger) -> Self {
        match (self, earlier) {
            (Self::Interval(trigger), Self::Interval(earlier)) => Self::Interval(trigger.anchored(earlier)),
            (Self::CalendarInterval(trigger), Self::CalendarInterval(earlier)) => {
                Self::CalendarInterval(trigger.anchored(earlier))
            }
            (Self::And(trigger), Self::And(earlier)) => Self::And(trigger.anchored(earlier)),
            (Self::Or(trigger), Self::Or(earlier)) => Self::Or(trigger.anchored(earlier)),
            (trigger, _) => trigger,
        }
    }

    /// Whether the trigger is data that can be written down, as all kinds of this crate are. It is not if
    /// it is a [custom](Self::custom) trigger or has one among its members.
    pub fn is_data(&self) -> bool {
        match self {
            Self::And(trigger) => trigger.members().iter().all(AnyTrigger::is_data),
            Self::Or(trigger) => trigger.members().iter().all(AnyTrigger::is_data),
            Self::Custom(_) => false,
            Self::Cron(_) | Self::Interval(_) | Self::Date(_) | Self::CalendarInterval(_) => true,
        }
    }

    /// How much later than its fire time a run may start, see
    /// [`jitter`](crate::jitter). More than [`LONGEST`] is refused by [`check`](Self::check).
    pub fn max_jitter(&self) -> Option<Duration> {
        match self {
            Self::Cron(trigger) => trigger.max_jitter(),
            Self::Interval(trigger) => trigger.max_jitter(),
            Self::CalendarInterval(trigger) => trigger.max_jitter(),
            Self::And(trigger) => trigger.max_jitter(),
            Self::Or(trigger) => trigger.max_jitter(),
            Self::Date(_) | Self::Custom(_) => None,
        }
    }

    /// Is this a schedule that can fire, with a [jitter](Self::max_jitter) that can be written down? A trigger
    /// that was parsed has been checked; one that was built from numbers has not.
    ///
    /// ```
    /// use std::time::Duration;
    /// use aps_triggers::{AnyTrigger, IntervalTrigger};
    /// let trigger = AnyTrigger::from(IntervalTrigger::hours(1).jitter(Duration::MAX));
    /// assert!(trigger.check().unwrap_err().to_string().starts_with("invalid jitter: the length is too long"));
    /// ```
    ///
    /// # Errors
    ///
    /// What is wrong with it, or with the first of its members that is wrong.
    pub fn check(&self) -> Result<(), ParseErrors> {
        if self.max_jitter().is_some_and(|longest| longest > LONGEST) {
            return Err(ParseErrors::without_text(Subject::Jitter, ParseErrorKind::TooLong));
        }
        match self {
            Self::Cron(trigger) if is_reversed(trigger.starts(), trigger.ends(), trigger.zone()) => {
                Err(ParseErrors::without_text(Subject::Crontab, ParseErrorKind::EndBeforeStart))
            }
            Self::Interval(trigger) => trigger.check(),
            Self::CalendarInterval(trigger) => trigger.check(),
            Self::And(trigger) => trigger.check(),
            Self::Or(trigger) => trigger.check(),
            Self::Cron(_) | Self::Date(_) | Self::Custom(_) => Ok(()),
        }
    }

    fn inner(&self) -> &dyn Trigger {
        match self {
            Self::Cron(trigger) => trigger,
            Self::Interval(trigger) => trigger,
            Self::Date(trigger) => trigger,
            Self::CalendarInterval(trigger) => trigger,
            Self::And(trigger) => trigger,
            Self::Or(trigger) => trigger,
            Self::Custom(trigger) => trigger.as_ref(),
        }
    }
}

impl Trigger for AnyTrigger {
    fn next_fire_time(&self, previous: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.inner().next_fire_time(previous, now)
    }

    fn last_fire_time_until(&self, first: DateTime<Utc>, now: DateTime<Utc>) -> DateTime<Utc> {
        self.inner().last_fire_time_until(first, now)
    }
}

impl Display for AnyTrigger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Display::fmt(self.inner(), f)
    }
}

impl PartialEq for AnyTrigger {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Cron(one), Self::Cron(other)) => one == other,
            (Self::Interval(one), Self::Interval(other)) => one == other,
            (Self::Date(one), Self::Date(other)) => one == other,
            (Self::CalendarInterval(one), Self::CalendarInterval(other)) => one == other,
            (Self::And(one), Self::And(other)) => one == other,
            (Self::Or(one), Self::Or(other)) => one == other,
            (Self::Custom(one), Self::Custom(other)) => Arc::ptr_eq(one, other),
            _ => false,
        }
    }
}

impl Eq for AnyTrigger {}

impl From<CronTrigger> for AnyTrigger {
    fn from(trigger: CronTrigger) -> Self {
        Self::Cron(trigger)
    }
}

impl From<IntervalTrigger> for AnyTrigger {
    fn from(trigger: IntervalTrigger) -> Self {
        Self::Interval(trigger)
    }
}

impl From<DateTrigger> for AnyTrigger {
    fn from(trigger: DateTrigger) -> Self {
        Self::Date(trigger)
    }
}

impl From<CalendarIntervalTrigger> for AnyTrigger {
    fn from(trigger: CalendarIntervalTrigger) -> Self {
        Self::CalendarInterval(trigger)
    }
}

impl From<AndTrigger> for AnyTrigger {
    fn from(trigger: AndTrigger) -> Self {
        Self::And(trigger)
    }
}

impl From<OrTrigger> for AnyTrigger {
    fn from(trigger: OrTrigger) -> Self {
        Self::Or(trigger)
    }
}

impl From<Arc<dyn Trigger>> for AnyTrigger {
    fn from(trigger: Arc<dyn Trigger>) -> Self {
        Self::Custom(trigger)
    }
}
