//! What all triggers have in common.

use std::fmt::{self, Debug, Display};

use chrono::{DateTime, Utc};

use crate::cron::CronTrigger;
use crate::date::DateTrigger;
use crate::interval::IntervalTrigger;
use crate::zone::TimeZone;

/// Says when a schedule fires. `Display` is the short text of APScheduler, such as
/// `cron[hour='4']`.
pub trait Trigger: Send + Sync + Debug + Display {
    /// The first fire time strictly after `previous`.
    ///
    /// Without `previous`, the schedule has never fired: then it is the first fire
    /// time that is `now` or later. `None` means never again.
    ///
    /// The answer depends on nothing but the arguments. It is bounded in time, and
    /// there is one for every argument.
    fn next_fire_time(&self, previous: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Option<DateTime<Utc>>;

    /// The latest fire time up to `now`, where `first` is a fire time, too.
    ///
    /// This is how missed runs are rolled into one: it takes about as many steps as
    /// the time in between has bits, however many runs were missed. Without any in
    /// between, it is `first`.
    fn last_fire_time_until(&self, first: DateTime<Utc>, now: DateTime<Utc>) -> DateTime<Utc> {
        let after = |time| self.next_fire_time(Some(time), now).filter(|next| *next > time && *next <= now);
        let mut last = first;
        // Nothing fires after `end` and up to `now`.
        let mut end = now;
        while let Some(next) = after(last) {
            last = next;
            let middle = last + (end - last) / 2;
            match after(middle) {
                Some(next) => last = next,
                None => end = middle,
            }
        }
        last
    }
}

/// Any of the triggers.
///
/// ```
/// use aps_triggers::{AnyTrigger, CronTrigger};
/// let trigger: AnyTrigger = CronTrigger::parse("0 0 * * *").unwrap().into();
/// assert_eq!(trigger.to_string(), "cron[0 0 * * *]");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AnyTrigger {
    /// On the calendar.
    Cron(CronTrigger),
    /// Every so often.
    Interval(IntervalTrigger),
    /// Once.
    Date(DateTrigger),
}

impl AnyTrigger {
    /// Fills in what the trigger left open, when a scheduler takes it on at `now`:
    /// its time zone, and the start of an interval, which is one interval from now.
    ///
    /// What is set stays as it is, so a second call changes nothing.
    #[must_use]
    pub fn resolve(self, timezone: TimeZone, now: DateTime<Utc>) -> Self {
        match self {
            Self::Cron(trigger) => Self::Cron(trigger.resolve(timezone)),
            Self::Interval(trigger) => Self::Interval(trigger.resolve(timezone, now)),
            Self::Date(trigger) => Self::Date(trigger.resolve(timezone)),
        }
    }

    fn inner(&self) -> &dyn Trigger {
        match self {
            Self::Cron(trigger) => trigger,
            Self::Interval(trigger) => trigger,
            Self::Date(trigger) => trigger,
        }
    }
}

impl Trigger for AnyTrigger {
    fn next_fire_time(&self, previous: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.inner().next_fire_time(previous, now)
    }
}

impl Display for AnyTrigger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Display::fmt(self.inner(), f)
    }
}

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
