//! How late things are.

use chrono::{DateTime, TimeDelta, Utc};

use super::life::Mode;
use super::view::{JobView, View, short, show_bodies, show_rows};
use super::{Invariant, Violation};
use crate::history::{Body, FaultKind, Job, OnNodeLoss, RunState};

/// I8: each start is within the grace time of its job, and what was missed was beyond it and has not
/// started. A process that was suspended between its look at the clock and the start is not late by that.
pub(super) fn misfire_grace_time(view: &View<'_>) -> Vec<Violation> {
    let mut violations = Vec::new();
    for job in &view.jobs {
        violations.extend(late_starts(view, job));
        violations.extend(wrongly_missed(view, job));
    }
    violations
}

fn late_starts(view: &View<'_>, job: &JobView<'_>) -> Vec<Violation> {
    let Some(grace) = job.job.misfire_grace_time() else { return Vec::new() };
    first_starts(job)
        .filter(|body| lateness(body) - suspended(view, body) > grace + view.budgets.slack)
        .map(|body| {
            let text = format!("late by {}, and {grace} is allowed: {}", lateness(body), show_bodies([body]));
            job.violation(Invariant::I8, body.scheduled_run_time, text)
        })
        .collect()
}

fn wrongly_missed(view: &View<'_>, job: &JobView<'_>) -> Vec<Violation> {
    let missed = job.records.rows.iter().filter(|row| row.state == RunState::Missed);
    let wrong = |row: &crate::RunRow| {
        let mut starts = job.records.bodies.iter().filter(|body| body.scheduled_run_time == row.scheduled_at);
        if starts.any(|body| view.losses.of_start(body).is_none()) {
            return Some("missed, and yet it has started");
        }
        let last = job.times.iter().rev().find(|time| **time <= row.through_at).copied();
        let late = row.ended_at.zip(last).map(|(ended, last)| ended - last);
        let grace = job.job.misfire_grace_time();
        let is_late = late.zip(grace).is_some_and(|(late, grace)| late + view.budgets.slack > grace);
        (!is_late).then_some("missed, though it was in time")
    };
    missed
        .filter_map(|row| {
            let text = format!("{}: {} ended {:?}", wrong(row)?, show_rows([*row]), row.ended_at.map(short));
            Some(job.violation(Invariant::I8, row.scheduled_at, text))
        })
        .collect()
}

fn first_starts<'a>(job: &JobView<'a>) -> impl Iterator<Item = &'a Body> {
    job.scheduled_bodies().filter(|body| is_first_start(job.job, body))
}

/// Whether it may be known that no run of the fire time was taken from a node before: of what is never run
/// again, or where fences begin with 1.
pub(crate) fn is_first_start(job: &Job, body: &Body) -> bool {
    job.on_node_loss == OnNodeLoss::Abandon || body.fence == 1
}

pub(crate) fn lateness(body: &Body) -> TimeDelta {
    body.started - body.scheduled_run_time
}

fn suspended(view: &View<'_>, body: &Body) -> TimeDelta {
    let faults = view.faults_of(&body.process).filter(|fault| fault.is_standstill());
    let stretch = |from: DateTime<Utc>, until: DateTime<Utc>| {
        (until.min(body.started) - from.max(body.scheduled_run_time)).max(TimeDelta::zero())
    };
    faults.map(|fault| stretch(fault.began, fault.ended.unwrap_or(view.read_at))).sum()
}

/// I9: once the last fault is over and time has passed for the recovery, each job has started again;
/// what was due before has started within its budget; and what comes due from then on is in time.
pub(super) fn liveness(view: &View<'_>) -> Vec<Violation> {
    // Stalls are nobody's doing, and go on all the time on a machine that is busy.
    let injected = view.history.faults.iter().filter(|fault| fault.kind != FaultKind::Stall);
    let Some(healed) = injected.map(|fault| fault.ended.unwrap_or(fault.began)).max() else {
        return late_in_peace(view, DateTime::<Utc>::MIN_UTC);
    };
    let recovered = healed + view.budgets.recovery;
    let mut violations: Vec<_> = view
        .jobs
        .iter()
        .filter_map(|job| starts_again(view, job, healed, recovered))
        .chain(view.jobs.iter().flat_map(|job| late_backlog(view, job, healed)))
        .collect();
    violations.extend(late_in_peace(view, recovered));
    violations
}

fn starts_again(
    view: &View<'_>,
    job: &JobView<'_>,
    healed: DateTime<Utc>,
    recovered: DateTime<Utc>,
) -> Option<Violation> {
    let due = job.times_between(healed, recovered.min(view.read_at));
    let time = due.iter().find(|time| job.life.at(**time) == Mode::Active)?;
    let is_active = job.life.at(recovered) == Mode::Active && recovered < view.read_at;
    let after = job.scheduled_bodies().find(|body| body.scheduled_run_time > healed);
    if !is_active || after.is_some_and(|body| body.started <= recovered) {
        return None;
    }
    let text = format!("has not started again by {}: {}", short(recovered), show_bodies(after));
    Some(job.violation(Invariant::I9, *time, text))
}

fn late_backlog(view: &View<'_>, job: &JobView<'_>, healed: DateTime<Utc>) -> Vec<Violation> {
    let drained = healed + view.budgets.drain;
    let of_backlog = job.scheduled_bodies().filter(|body| body.scheduled_run_time <= healed);
    let late = of_backlog
        .filter(|body| body.started > drained && job.life.at(body.scheduled_run_time) == Mode::Active);
    late.map(|body| {
        let text =
            format!("was due before {}, when the faults were over: {}", short(healed), show_bodies([body]));
        job.violation(Invariant::I9, body.scheduled_run_time, text)
    })
    .collect()
}

/// Of the fire times from an instant on.
fn late_in_peace(view: &View<'_>, from: DateTime<Utc>) -> Vec<Violation> {
    let bodies = view.jobs.iter().flat_map(first_starts);
    let mut bodies: Vec<_> = bodies.filter(|body| body.scheduled_run_time >= from).collect();
    bodies.sort_by_key(|body| lateness(body));
    let latest = percentile(&bodies, 99).filter(|body| lateness(body) > view.budgets.lateness_p99);
    let violation = latest.map(|body| Violation {
        invariant: Invariant::I9,
        job_id: Some(body.job_id.clone()),
        at: Some(body.scheduled_run_time),
        text: format!(
            "without any fault the 99th percentile of {} starts is late by {}: {}",
            bodies.len(),
            lateness(body),
            show_bodies([body])
        ),
    });
    violation.into_iter().collect()
}

/// The element of a sorted list that so many of a hundred are not beyond.
pub(crate) fn percentile<T: Copy>(sorted: &[T], percent: usize) -> Option<T> {
    let rank = (sorted.len() * percent).div_ceil(100);
    sorted.get(rank.saturating_sub(1)).copied()
}
