//! Each fire time of a schedule has a row, each row is about one, and they follow one another.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::life::Mode;
use super::view::{JobView, View, short, show_bodies, show_rows};
use super::{Invariant, Violation};
use crate::history::RunRow;

/// I1: of each fire time that was to come there is a row, or one that covers it.
///
/// What is due shortly before its job is paused or removed may be lost by that, if the
/// chain stops there; and what is due shortly before the store is read may be still to come.
pub(super) fn no_lost_fire(view: &View<'_>) -> Vec<Violation> {
    let mut violations = Vec::new();
    for job in &view.jobs {
        for (time, rows) in job.times.iter().zip(&job.covering) {
            if rows.is_empty() && must_come(view, job, *time) {
                let bodies = job.records.bodies.iter().filter(|body| body.scheduled_run_time == *time);
                let text =
                    format!("lost; around it {}; {}", around(job, *time), show_bodies(bodies.copied()));
                violations.push(job.violation(Invariant::I1, *time, text));
            }
        }
    }
    violations
}

fn must_come(view: &View<'_>, job: &JobView<'_>, time: DateTime<Utc>) -> bool {
    let claim = view.budgets.claim;
    if !matches!(job.life.at(time), Mode::Active | Mode::Held) || time > view.read_at - claim {
        return false;
    }
    match job.life.overtaken(time, claim) {
        Some(until) => job.records.rows.iter().any(|row| row.scheduled_at > time && row.scheduled_at < until),
        None => true,
    }
}

fn around(job: &JobView<'_>, time: DateTime<Utc>) -> String {
    let next = job.records.rows.partition_point(|row| row.scheduled_at < time);
    show_rows(job.records.rows.iter().skip(next.saturating_sub(1)).take(2).copied())
}

/// I2: each row of a schedule begins at a time of it; and of jobs that nobody has added there is none.
pub(super) fn no_invented_fire(view: &View<'_>) -> Vec<Violation> {
    let mut violations = Vec::new();
    for job in &view.jobs {
        // What has come due while the store was read is later than what is known of the schedule.
        let rows = job.records.rows.iter().filter(|row| row.scheduled_at <= view.read_at);
        for row in rows.filter(|row| !job.is_of_schedule(row.scheduled_at)) {
            let text = format!("its schedule does not have this time: {}", show_rows([*row]));
            violations.push(job.violation(Invariant::I2, row.scheduled_at, text));
        }
    }
    violations.extend(view.strays.rows.iter().chain(&view.strays.manual_rows).map(|row| Violation {
        invariant: Invariant::I2,
        job_id: Some(row.job_id.clone()),
        at: Some(row.scheduled_at),
        text: format!("a row of a job that nobody has added: {}", show_rows([*row])),
    }));
    violations
}

/// I6: the rows of a job follow one another without a hole and without going back, the job is where
/// its last row has left it, and it never goes back from one dump to the next.
pub(super) fn one_chain(view: &View<'_>) -> Vec<Violation> {
    let mut violations = Vec::new();
    for job in &view.jobs {
        for pair in job.records.rows.windows(2) {
            violations.extend(link(job, pair[0], pair[1]));
        }
        violations.extend(last_link(view, job));
    }
    violations.extend(view.jobs.iter().flat_map(|job| goes_back(view, job)));
    violations
}

fn link(job: &JobView<'_>, row: &RunRow, next: &RunRow) -> Option<Violation> {
    if next.scheduled_at <= row.through_at || next.generation < row.generation {
        let text = format!("the chain goes back: {}", show_rows([row, next]));
        return Some(job.violation(Invariant::I6, next.scheduled_at, text));
    }
    let hole = job.times_between(row.through_at, next.scheduled_at);
    let first = hole.first().filter(|_| is_of_one_generation(row.generation, next.generation))?;
    let text = format!("a hole of {} in the chain: {}", hole.len(), show_rows([row, next]));
    Some(job.violation(Invariant::I6, *first, text))
}

/// Between generations times are lost by pauses. Where none are kept, what must not be lost is judged by I1.
fn is_of_one_generation(before: Option<u64>, after: Option<u64>) -> bool {
    before.is_some() && before == after
}

fn last_link(view: &View<'_>, job: &JobView<'_>) -> Option<Violation> {
    let row = job.records.rows.last()?;
    let stored = view.last_dump()?.jobs.iter().find(|stored| stored.id == job.job.id)?;
    let next = stored.next_run_time?;
    if next <= row.through_at {
        let text = format!("next_run_time {} is not after {}", short(next), show_rows([*row]));
        return Some(job.violation(Invariant::I6, next, text));
    }
    let hole = job.times_between(row.through_at, next);
    let first = hole.first().filter(|_| is_of_one_generation(row.generation, stored.generation))?;
    let text = format!(
        "a hole of {} in the chain, before next_run_time {}: {}",
        hole.len(),
        short(next),
        show_rows([*row])
    );
    Some(job.violation(Invariant::I6, *first, text))
}

fn goes_back(view: &View<'_>, job: &JobView<'_>) -> Vec<Violation> {
    let mut latest: HashMap<Option<u64>, DateTime<Utc>> = HashMap::new();
    let mut violations = Vec::new();
    for dump in &view.history.dumps {
        let is_kept = !view.losses.may_have_forgotten(dump);
        for stored in dump.jobs.iter().filter(|row| row.id == job.job.id) {
            let Some(next) = stored.next_run_time else { continue };
            let before = latest.entry(stored.generation).or_insert(next);
            if next < *before {
                let text = format!("next_run_time of one generation went back from {}", short(*before));
                violations.push(job.violation(Invariant::I6, next, text));
            }
            if is_kept {
                *before = next;
            }
        }
    }
    violations
}
