//! When all of several triggers fire at once.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::members::{self, Members, Steps};
use crate::any_trigger::AnyTrigger;
use crate::error::{ParseErrorKind as Kind, ParseErrors};
use crate::trigger::Trigger;
use crate::zone::TimeZone;

/// Fires at the instants at which all of its members do.
///
/// The members are asked in turn for their first fire that is not before the latest one named
/// so far, until all of them name the same. (APScheduler's search does not get ahead after the
/// first fire.) The search is given up after 10,000 such steps, counted over all `and` triggers
/// inside this one: then there is no next fire. If all members are on a calendar,
/// [`new`](Self::new) finds out at once whether they ever coincide.
///
/// An interval or calendar interval without a start gets one from the scheduler, as it would on
/// its own. Better give it a start, or it may never coincide with another member. The jitter of
/// members is ignored; only that of the whole trigger counts.
///
/// ```
/// use aps_triggers::{AndTrigger, CronTrigger, Trigger};
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let thirteenth = CronTrigger::parse("0 12 13 * *")?;
/// let friday = CronTrigger::parse("0 12 * * fri")?;
/// let trigger = AndTrigger::new([thirteenth, friday])?;
/// let next = trigger.next_fire_time(None, "2026-11-22T00:00:00Z".parse()?);
/// assert_eq!(next, Some("2027-08-13T12:00:00Z".parse()?));
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AndTrigger {
    members: Members,
    max_jitter: Option<Duration>,
}

impl AndTrigger {
    /// Of any number of triggers, but at least one.
    ///
    /// # Errors
    ///
    /// If there is none, and if [`check`](Self::check) finds that they never fire.
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
    /// Whether two members ever coincide can be known only if everything that they depend on is
    /// known. So that is not checked if one of them is of a kind of your own or has no start
    /// yet, or if some have a time zone and others do not. In that case, check again after
    /// [`AnyTrigger::resolve`].
    ///
    /// ```
    /// use aps_triggers::{AndTrigger, CronTrigger};
    /// let noon = CronTrigger::parse("0 12 * * *").unwrap();
    /// let midnight = CronTrigger::parse("0 0 * * *").unwrap();
    /// let error = AndTrigger::new([noon, midnight]).unwrap_err().to_string();
    /// assert!(error.contains("this never fires: no time after 1970 was found"), "{error}");
    /// ```
    ///
    /// # Errors
    ///
    /// If there is no member, if a member can never fire, or if the members share no
    /// fire that is found within the bound, counted from 1970.
    pub fn check(&self) -> Result<(), ParseErrors> {
        members::check(&self.members)?;
        let mut steps = Steps::all();
        let settled = members::have_zones(&self.members).is_some();
        if !settled || self.first_from(DateTime::UNIX_EPOCH, &mut steps).is_some() {
            return Ok(());
        }
        let within =
            if steps.are_used_up() { format!(" within {} steps", Steps::LIMIT) } else { String::new() };
        let reason = format!("no time after 1970 was found{within} at which all members fire");
        Err(members::refused(Kind::NeverFires { reason }))
    }

    pub(crate) fn anchored(self, earlier: &Self) -> Self {
        Self { members: members::anchored(self.members, &earlier.members), ..self }
    }

    pub(crate) fn fill_in(&mut self, timezone: TimeZone, now: DateTime<Utc>) {
        members::fill_in(&mut self.members, timezone, now);
    }

    /// Members are asked in turn; whoever names a later fire starts a new round.
    pub(super) fn first_from(&self, earliest: DateTime<Utc>, steps: &mut Steps) -> Option<DateTime<Utc>> {
        let mut latest = earliest;
        let mut agreed = 0;
        for member in self.members.iter().cycle() {
            steps.take()?;
            let fire = members::first_from(member, latest, steps)?;
            agreed = if agreed > 0 && fire == latest { agreed + 1 } else { 1 };
            latest = fire;
            if agreed == self.members.len() {
                return Some(latest);
            }
        }
        None
    }
}

impl Trigger for AndTrigger {
    fn next_fire_time(&self, previous: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.first_from(members::earliest(previous, now)?, &mut Steps::all())
    }
}

/// APScheduler's text: `and[cron[hour='8'], cron[day_of_week='fri']]`.
impl fmt::Display for AndTrigger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        members::write(f, "and", &self.members)
    }
}
