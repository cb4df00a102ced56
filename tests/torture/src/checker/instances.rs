//! How many bodies of one job are under way at once.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::view::{JobView, View, short, show_bodies, show_rows};
use super::{Invariant, Violation};
use crate::history::{Body, Dump, Fault, RunRow, RunState};

/// I5: at no instant more than `max_instances` bodies on nodes whose lease may be alive, of runs that the
/// store has not forgotten, nor rows that say so. What goes on in a node that was suspended beyond its lease ends soon after it goes on.
pub(super) fn max_instances(view: &View<'_>) -> Vec<Violation> {
    let mut violations = Vec::new();
    for job in &view.jobs {
        violations.extend(too_many_bodies(view, job));
        violations.extend(job.records.bodies.iter().filter_map(|body| {
            let (lease, went_on) = end_of_lease(view, body, |fault| fault.began)?;
            // Renewed just before, it has lasted for so much longer.
            let is_zombie = went_on > lease + view.budgets.renew_after;
            let limit = went_on + view.budgets.cancel;
            let text = format!("a zombie that went on: {}", show_bodies([*body]));
            (is_zombie && view.end_of(body) > limit).then(|| job.violation(Invariant::I5, limit, text))
        }));
        violations.extend(view.history.dumps.iter().filter_map(|dump| wrong_slots(job, dump)));
    }
    violations
}

fn too_many_bodies(view: &View<'_>, job: &JobView<'_>) -> Option<Violation> {
    let most = usize::try_from(job.job.max_instances).unwrap_or(usize::MAX);
    let mut under_way: Vec<(&Body, DateTime<Utc>)> = Vec::new();
    for body in &job.records.bodies {
        under_way.retain(|(_, end)| *end > body.started);
        let lease = end_of_lease(view, body, |fault| not_renewed_since(view, fault));
        let lease = lease.map_or(DateTime::<Utc>::MAX_UTC, |(end, _)| end);
        let forgotten = view.losses.end_of(body, view.budgets).unwrap_or(DateTime::<Utc>::MAX_UTC);
        under_way.push((body, view.end_of(body).min(lease).min(forgotten)));
        if under_way.len() > most {
            let bodies = show_bodies(under_way.iter().map(|(body, _)| *body));
            let text = format!("{} under way, and {most} may be: {bodies}", under_way.len());
            return Some(job.violation(Invariant::I5, body.started, text));
        }
    }
    None
}

/// Of a body whose process was suspended when its lease ran out, which it could not renew `since`: when that may have
/// been at the earliest, and when the process went on.
fn end_of_lease(
    view: &View<'_>,
    body: &Body,
    since: impl Fn(&Fault) -> DateTime<Utc>,
) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let lease = view.budgets.lease - view.budgets.renew_after;
    let standstills = view.faults_of(&body.process).filter(|fault| fault.is_standstill());
    standstills
        .filter(|fault| fault.began < view.end_of(body) && fault.ended.is_none_or(|end| end > body.started))
        .map(|fault| (since(fault) + lease, fault.ended.unwrap_or(view.read_at)))
        .find(|(lease, ended)| ended > lease)
}

/// Of a process that was suspended: it may have been cut off before.
fn not_renewed_since(view: &View<'_>, standstill: &Fault) -> DateTime<Utc> {
    let until = standstill.began - view.budgets.renew_after;
    let faults = standstill.process.iter().flat_map(|process| view.faults_of(process));
    let before = faults.filter(|fault| fault.began <= standstill.began);
    let lasting = before.filter(|fault| fault.ended.is_none_or(|ended| ended >= until));
    lasting.map(|fault| fault.began).min().unwrap_or(standstill.began)
}

fn wrong_slots(job: &JobView<'_>, dump: &Dump) -> Option<Violation> {
    let with_slot = |row: &&RunRow| row.job_id == job.job.id && row.slot.is_some();
    let rows: Vec<_> = dump.runs.iter().filter(with_slot).collect();
    let slots: BTreeSet<_> = rows.iter().filter_map(|row| row.slot).collect();
    let fits = slots.iter().all(|slot| *slot < job.job.max_instances) && slots.len() == rows.len();
    let is_live = rows.iter().all(|row| row.state == RunState::Running);
    if fits && is_live {
        return None;
    }
    let text = format!("slots that cannot be, at {}: {}", short(dump.began), show_rows(rows));
    Some(job.violation(Invariant::I5, dump.began, text))
}
