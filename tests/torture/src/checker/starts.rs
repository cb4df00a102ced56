//! What may start, and how often.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};

use super::view::{JobView, View, short, show_bodies, show_rows};
use super::{Invariant, Violation};
use crate::history::{Body, Dump, FaultKind, OnNodeLoss, RunRow};

/// I3: a fire time has one row, and its body is entered once; of a job that is run again once
/// for each fence, and with the next fence only after the node of the one before was dead. What the store
/// has forgotten, as it says it may, is entered once more, with a later fence.
pub(super) fn no_duplicate(view: &View<'_>) -> Vec<Violation> {
    let mut violations = Vec::new();
    for job in &view.jobs {
        for (time, rows) in job.times.iter().zip(&job.covering).filter(|(_, rows)| rows.len() > 1) {
            let text = format!("more than one row: {}", show_rows(rows.iter().copied()));
            violations.push(job.violation(Invariant::I3, *time, text));
        }
        let mut by_time: BTreeMap<DateTime<Utc>, Vec<&Body>> = BTreeMap::new();
        for body in &job.records.bodies {
            by_time.entry(body.scheduled_run_time).or_default().push(body);
        }
        violations.extend(by_time.into_iter().filter_map(|(time, bodies)| {
            let wrong = wrong_starts(view, job, &bodies)?;
            let text = format!("{wrong}: {}", show_bodies(bodies.iter().copied()));
            Some(job.violation(Invariant::I3, time, text))
        }));
    }
    violations
}

/// What is wrong with the starts of one fire time, which are in order.
fn wrong_starts(view: &View<'_>, job: &JobView<'_>, bodies: &[&Body]) -> Option<String> {
    let is_rerun = job.job.on_node_loss == OnNodeLoss::Rerun;
    bodies.windows(2).find_map(|pair| {
        let (before, after) = (pair[0], pair[1]);
        let is_forgotten = view.losses.let_start_again(before, after, is_rerun);
        if !is_rerun && !is_forgotten {
            return Some(format!("started {} times", bodies.len()));
        }
        if after.fence <= before.fence {
            return Some("started again without a higher fence".to_owned());
        }
        if is_forgotten {
            return None;
        }
        let takeover = earliest_takeover(view, before);
        match takeover {
            None => Some("run again, though nothing had befallen its node".to_owned()),
            Some(takeover) if after.started < takeover => {
                Some(format!("run again before {}, when its node's lease could run out", short(takeover)))
            }
            Some(_) => None,
        }
    })
}

/// When a run can be taken from its node at the earliest: a node that stops as it should gives it
/// up at once, and one that has died needs it no more, if that is noticed; else its lease must run out. A claim that waits for a store that is away may be made before the
/// renewal that is late by that: so a fault counts for as long as that takes.
pub(super) fn earliest_takeover(view: &View<'_>, body: &Body) -> Option<DateTime<Utc>> {
    let lease = view.budgets.lease - view.budgets.renew_after;
    let faults = view.faults_of(&body.process);
    let renewed = |ended| ended + view.budgets.renew_after < body.started;
    let lasting = faults.filter(|fault| !fault.ended.is_some_and(renewed));
    lasting
        .map(|fault| match fault.kind {
            FaultKind::Stop => fault.began,
            FaultKind::Kill if view.history.deaths_are_noticed => fault.began,
            _ => fault.began + lease,
        })
        .min()
        .map(|takeover| takeover - view.budgets.slack)
}

/// I10: whoever enters a body has a row about the run, committed before: no body is entered
/// before its time, and all dumps that were begun after that have the row.
pub(super) fn nothing_starts_uncommitted(view: &View<'_>) -> Vec<Violation> {
    let dumps: Vec<_> = view.history.dumps.iter().map(|dump| (dump, by_job(dump))).collect();
    let mut violations = Vec::new();
    for job in &view.jobs {
        for body in &job.records.bodies {
            let time = body.scheduled_run_time;
            if body.started < time - view.budgets.slack {
                let text = format!("started before its time: {}", show_bodies([*body]));
                violations.push(job.violation(Invariant::I10, time, text));
            }
            let until = view.losses.of_start(body).unwrap_or(DateTime::<Utc>::MAX_UTC);
            let mut after = dumps.iter().filter(|(dump, _)| {
                (body.started..until).contains(&dump.began) && dump.complete_since <= time
            });
            if let Some((dump, _)) = after.find(|(_, rows)| !is_known(rows, body)) {
                let at = short(dump.began);
                let text = format!("started without a row for its run at {at}: {}", show_bodies([*body]));
                violations.push(job.violation(Invariant::I10, time, text));
            }
        }
    }
    violations.extend(view.strays.bodies.iter().map(|body| Violation {
        invariant: Invariant::I10,
        job_id: Some(body.job_id.clone()),
        at: Some(body.scheduled_run_time),
        text: format!("a job that nobody has added started: {}", show_bodies([*body])),
    }));
    violations
}

type RowsByJob<'a> = HashMap<&'a str, BTreeMap<DateTime<Utc>, Vec<&'a RunRow>>>;

fn by_job(dump: &Dump) -> RowsByJob<'_> {
    let mut rows = RowsByJob::new();
    for row in &dump.runs {
        rows.entry(&row.job_id).or_default().entry(row.scheduled_at).or_default().push(row);
    }
    rows
}

/// Whether there is a row of a run that covers the body's time, with its fence or a later one. Rows
/// do not overlap, so only the last that begins by then can.
fn is_known(rows: &RowsByJob<'_>, body: &Body) -> bool {
    let of_job = rows.get(body.job_id.as_str());
    let until = of_job.and_then(|rows| rows.range(..=body.scheduled_run_time).next_back());
    until
        .into_iter()
        .flat_map(|(_, rows)| rows)
        .any(|row| row.through_at >= body.scheduled_run_time && row.fence >= body.fence && row.state.is_run())
}
