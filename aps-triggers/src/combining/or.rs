//! When any of several triggers fires.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::members::{self, Members, Steps};
use crate::any_trigger::AnyTrigger;
use crate::error::ParseErrors;
use crate::trigger::Trigger;
use crate::zone::TimeZone;

/// Fires whenever one of its members does, and once if several do at the same instant.
///
/// The members do not know of each other: an interval stays on its own grid, and a date is not
/// lost because another member fired before it. (In APScheduler it is.) An interval or calendar
/// interval without a start gets one from the scheduler, as it would on its own. A fire before
/// the first `now` is not made up for, not even that of a date. The jitter of members is
/// ignored; only that of the whole trigger counts.
///
/// ```
/// use aps_triggers::{AnyTrigger, CronTrigger, DateTrigger, OrTrigger, Trigger};
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let weekdays = CronTrigger::parse("0 8 * * mon-fri")?;
/// let extra = DateTrigger::parse("2026-11-22 10:00:00")?; // a Sunday
/// let trigger = OrTrigger::new([AnyTrigger::from(weekdays), extra.into()])?;
/// let sunday = trigger.next_fire_time(None, "2026-11-22T00:00:00Z".parse()?);
/// assert_eq!(sunday, Some("2026-11-22T10:00:00Z".parse()?));
/// let monday = trigger.next_fire_time(sunday, "2026-11-22T10:00:01Z".parse()?);
/// assert_eq!(monday, Some("2026-11-23T08:00:00Z".parse()?));
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrTrigger {
    members: Members,
    max_jitter: Option<Duration>,
}

impl OrTrigger {
    /// Of any number of triggers, but at least one.
    ///
    /// # Errors
    ///
    /// If there is none, and if [`check`](Self::check) finds one that can never fire.
    pub fn new<T: Into<AnyTrigger>>(members: impl IntoIterator<Item = T>) -> Result<Self, ParseErrors> {
        let members = members.into_iter().map(Into::into).collect();
        let trigger = Self { members, max_jitter: None };
        trigger.check()?;
        Ok(trigger)
    }

    /// What was written may be read again, whether it can still fire or not.
    #[cfg(feature = "serde")]
    pub(crate) const fn unchecked(members: Vec<AnyTrigger>) -> Self {
        Self { members: Cow::Owned(members), max_jitter: None }
    }

    /// For generated code.
    #[doc(hidden)]
    pub const fn baked(members: &'static [AnyTrigger], max_jitter: Option<Duration>) -> Self {
        Self { members: Cow::Borrowed(members), max_jitter }
    }

    /// Each run starts up to `max` later than its fire time, see
    /// [`jitter`](crate::jitter); no more than [`LONGEST`](crate::interval::LONGEST).
    #[must_use]
    pub fn jitter(self, max: Duration) -> Self {
        Self { max_jitter: Some(max), ..self }
    }

    /// The triggers, as given.
    pub fn members(&self) -> &[AnyTrigger] {
        &self.members
    }

    /// How late runs may start, if jitter is set.
    pub const fn max_jitter(&self) -> Option<Duration> {
        self.max_jitter
    }

    /// Is this a schedule that can fire?
    ///
    /// # Errors
    ///
    /// If there is no member, or if a member can never fire.
    pub fn check(&self) -> Result<(), ParseErrors> {
        members::check(&self.members)
    }

    pub(crate) fn anchored(self, earlier: &Self) -> Self {
        Self { members: members::anchored(self.members, &earlier.members), ..self }
    }

    pub(crate) fn fill_in(&mut self, timezone: TimeZone, now: DateTime<Utc>) {
        members::fill_in(&mut self.members, timezone, now);
    }

    /// As a member of an `and`. If the search of that is given up, so is this.
    pub(super) fn first_from(&self, earliest: DateTime<Utc>, steps: &mut Steps) -> Option<DateTime<Utc>> {
        let first =
            self.members.iter().filter_map(|member| members::first_from(member, earliest, steps)).min();
        first.filter(|_| !steps.are_used_up())
    }

    /// On its own. A member whose search is given up does not stop the others.
    fn first(&self, earliest: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let fire = |member: &AnyTrigger| match member {
            AnyTrigger::Or(trigger) => trigger.first(earliest),
            member => members::first_from(member, earliest, &mut Steps::all()),
        };
        self.members.iter().filter_map(fire).min()
    }
}

impl Trigger for OrTrigger {
    fn next_fire_time(&self, previous: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.first(members::earliest(previous, now)?)
    }
}

/// APScheduler's text: `or[cron[hour='8'], interval[2:00:00]]`.
impl fmt::Display for OrTrigger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        members::write(f, "or", &self.members)
    }
}
