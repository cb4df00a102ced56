//! What `and` and `or` have in common: a list of triggers.

use std::borrow::Cow;
use std::fmt;

use chrono::{DateTime, TimeDelta, Utc};

use crate::any_trigger::AnyTrigger;
use crate::error::{ParseErrorKind as Kind, ParseErrors, Subject};
use crate::trigger::Trigger;
use crate::zone::TimeZone;

pub(super) type Members = Cow<'static, [AnyTrigger]>;

/// How often the members of an `and` may still be asked, over all levels of nesting.
#[derive(Debug)]
pub(crate) struct Steps(u32);

impl Steps {
    pub(crate) const LIMIT: u32 = 10_000;

    pub(crate) const fn all() -> Self {
        Self(Self::LIMIT)
    }

    /// Nothing if they are used up.
    pub(super) const fn take(&mut self) -> Option<()> {
        if self.are_used_up() {
            return None;
        }
        self.0 -= 1;
        Some(())
    }

    pub(super) const fn are_used_up(&self) -> bool {
        self.0 == 0
    }
}

/// The first instant a fire may have: after `previous`, or else from `now` on.
pub(super) fn earliest(previous: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    match previous {
        None => Some(now),
        Some(previous) => previous.checked_add_signed(TimeDelta::nanoseconds(1)),
    }
}

/// The first fire of a member that is `earliest` or later.
///
/// A member is asked as if it had never fired: what others did is not its past.
pub(super) fn first_from(
    member: &AnyTrigger,
    earliest: DateTime<Utc>,
    steps: &mut Steps,
) -> Option<DateTime<Utc>> {
    let fire = match member {
        AnyTrigger::And(trigger) => trigger.first_from(earliest, steps),
        AnyTrigger::Or(trigger) => trigger.first_from(earliest, steps),
        other => other.next_fire_time(None, earliest),
    };
    fire.filter(|fire| *fire >= earliest)
}

/// Each as the one in its place.
pub(super) fn anchored(members: Members, earlier: &[AnyTrigger]) -> Members {
    if members.len() != earlier.len() {
        return members;
    }
    let pairs = members.into_owned().into_iter().zip(earlier);
    pairs.map(|(member, earlier)| member.anchored(earlier)).collect()
}

pub(super) fn fill_in(members: &mut Members, timezone: TimeZone, now: DateTime<Utc>) {
    members.to_mut().iter_mut().for_each(|member| member.fill_in(timezone, now));
}

/// There must be members, and each of them must be able to fire.
pub(super) fn check(members: &[AnyTrigger]) -> Result<(), ParseErrors> {
    if members.is_empty() {
        return Err(refused(Kind::NoMembers));
    }
    members.iter().try_for_each(AnyTrigger::check)
}

/// Whether all members have a time zone of their own (`true`) or none has. Nothing if
/// that differs, or if the fires of one depend on more than that.
pub(super) fn have_zones(members: &[AnyTrigger]) -> Option<bool> {
    let mut zones = members.iter().map(has_zone);
    let first = zones.next()??;
    zones.all(|zone| zone == Some(first)).then_some(first)
}

fn has_zone(member: &AnyTrigger) -> Option<bool> {
    match member {
        AnyTrigger::Cron(trigger) => Some(trigger.zone().is_some()),
        AnyTrigger::Date(trigger) => Some(trigger.zone().is_some()),
        AnyTrigger::Interval(trigger) => trigger.starts().map(|_| trigger.zone().is_some()),
        AnyTrigger::CalendarInterval(trigger) => trigger.starts().map(|_| trigger.zone().is_some()),
        AnyTrigger::And(trigger) => have_zones(trigger.members()),
        AnyTrigger::Or(trigger) => have_zones(trigger.members()),
        AnyTrigger::Custom(_) => None,
    }
}

pub(super) fn refused(kind: Kind) -> ParseErrors {
    ParseErrors::without_text(Subject::Combined, kind)
}

/// APScheduler's text: `and[…, …]`.
pub(super) fn write(f: &mut fmt::Formatter<'_>, name: &str, members: &[AnyTrigger]) -> fmt::Result {
    write!(f, "{name}[")?;
    for (index, member) in members.iter().enumerate() {
        write!(f, "{}{member}", if index > 0 { ", " } else { "" })?;
    }
    f.write_str("]")
}
