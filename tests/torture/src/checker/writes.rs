//! Who may say how a run has ended.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::starts::earliest_takeover;
use super::view::{JobView, View, show_bodies, show_rows};
use super::{Invariant, Violation};
use crate::history::{Body, Ending, RunRow, RunState};

/// I4: a row that says how its body has ended says what the body with the row's fence has done; what is
/// abandoned was taken from a node whose lease can have run out by then; and what is once ended, or once
/// taken from a node, is so in all later dumps.
pub(super) fn stale_writers_lose(view: &View<'_>) -> Vec<Violation> {
    let mut violations: Vec<_> = view.jobs.iter().flat_map(|job| ends_as_its_body(view, job)).collect();
    let mut before: HashMap<Key<'_>, &RunRow> = HashMap::new();
    for dump in &view.history.dumps {
        let is_kept = !view.losses.may_have_forgotten(dump);
        for row in &dump.runs {
            if let Some(earlier) = before.get(&key(row)).filter(|earlier| is_undone(earlier, row)) {
                violations.push(Violation {
                    invariant: Invariant::I4,
                    job_id: Some(row.job_id.clone()),
                    at: Some(row.scheduled_at),
                    text: format!(
                        "a later dump undoes what an earlier one has: {}",
                        show_rows([*earlier, row])
                    ),
                });
            }
            if is_kept {
                before.insert(key(row), row);
            }
        }
    }
    violations
}

type Key<'a> = (&'a str, DateTime<Utc>, Option<u64>, bool);

fn key(row: &RunRow) -> Key<'_> {
    (&row.job_id, row.scheduled_at, row.generation, row.manual)
}

fn is_undone(earlier: &RunRow, later: &RunRow) -> bool {
    (earlier.state.is_terminal() && earlier != later) || later.fence < earlier.fence
}

fn ends_as_its_body(view: &View<'_>, job: &JobView<'_>) -> Vec<Violation> {
    let mut bodies: HashMap<DateTime<Utc>, Vec<&Body>> = HashMap::new();
    for body in &job.records.bodies {
        bodies.entry(body.scheduled_run_time).or_default().push(body);
    }
    let rows = job
        .records
        .rows
        .iter()
        .chain(&job.records.manual_rows)
        .filter(|row| row.scheduled_at <= view.read_at);
    rows.filter_map(|row| {
        let of_time = bodies.get(&row.scheduled_at).map(Vec::as_slice).unwrap_or_default();
        let wrong = wrong_end(row, of_time).or_else(|| wrongly_abandoned(view, row, of_time))?;
        let text = format!("{wrong}: {}; {}", show_rows([*row]), show_bodies(of_time.iter().copied()));
        Some(job.violation(Invariant::I4, row.scheduled_at, text))
    })
    .collect()
}

fn wrong_end(row: &RunRow, bodies: &[&Body]) -> Option<&'static str> {
    let wanted: &[Ending] = match row.state {
        RunState::Executed => &[Ending::Returned],
        // A run that takes too long is dropped, and has failed.
        RunState::Failed => &[Ending::Failed, Ending::Dropped],
        _ => return None,
    };
    let holder = bodies.iter().rev().find(|body| body.fence == row.fence);
    match holder {
        None => Some("it is said to have ended, but its holder has not started"),
        Some(body) if !body.ended.is_some_and(|(_, ending)| wanted.contains(&ending)) => {
            Some("its holder has not ended so")
        }
        Some(_) => None,
    }
}

fn wrongly_abandoned(view: &View<'_>, row: &RunRow, bodies: &[&Body]) -> Option<&'static str> {
    let holder = bodies.iter().rev().find(|body| body.fence == row.fence)?;
    let ended = row.ended_at.filter(|_| row.state == RunState::Abandoned)?;
    let is_in_time = view.losses.of_end(holder).is_some()
        || earliest_takeover(view, holder).is_some_and(|takeover| takeover <= ended);
    (!is_in_time).then_some("it is said to be abandoned, and its node was well")
}
