//! The members of `and(…)` and `or(…)`.

use aps_triggers::DstGap;
use aps_triggers::cron::{CronFields, check_together};

use super::keys::Keys;
use super::option::jitter;
use super::{Cron, Members, Trigger, Written};
use crate::diag::{Diagnostic, Sink};

pub(super) fn members(keys: &Keys<'_>, sink: &mut Sink) -> Option<Members> {
    let jitter = keys.option("jitter", jitter, sink);
    if !keys.says_when(sink) {
        return None;
    }
    let written: Vec<_> = keys.fields.iter().filter_map(Written::of).collect();
    // Of all of them, so that no fault of one hides those of another.
    let members: Vec<_> = written.iter().map(|member| Trigger::read(member, &[], sink)).collect();
    Some(Members { members: members.into_iter().collect::<Option<_>>()?, jitter })
}

/// Whether the cron triggers among the members ever match at once. The rest needs the
/// rules of time zones: the scheduler looks when it starts.
pub(super) fn check_meeting(members: &[Trigger], written: &Written, sink: &mut Sink) {
    let crons: Vec<&Cron> = members.iter().filter_map(Trigger::as_cron).collect();
    let zone = crons.first().and_then(|first| first.window.timezone.as_deref());
    let one_zone = crons.iter().all(|cron| cron.window.timezone.as_deref() == zone);
    // Times that the clocks skip come together after the gap.
    let moved = |cron: &&Cron| cron.fields.fixed_time && cron.gap == DstGap::Next;
    let has_gaps = zone.is_some_and(|zone| zone != "UTC");
    if !one_zone || has_gaps && crons.iter().any(moved) {
        return;
    }
    let fields: Vec<&CronFields> = crons.iter().map(|cron| &cron.fields).collect();
    if let Err(errors) = check_together(&fields) {
        errors.iter().for_each(|error| sink.push(Diagnostic::of_parse_error(written.place(), error)));
    }
}

impl Trigger {
    fn as_cron(&self) -> Option<&Cron> {
        match self {
            Self::Cron(cron) => Some(cron),
            _ => None,
        }
    }
}
