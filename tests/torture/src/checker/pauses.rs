//! Nothing is claimed of a job that is paused or removed.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::life::{Mode, Segment};
use super::view::{JobView, View, show_bodies, show_rows};
use super::{Invariant, Violation};
use crate::history::{Dump, RunRow};

/// I7: no fire time that lies in a pause, or after the removal, has a row or starts; if the pause is made
/// up for, it starts after it. And what is claimed later than a dump that was read in a pause
/// is of a later generation.
///
/// What was claimed before the pause may start in it.
pub(super) fn pauses_are_kept(view: &View<'_>) -> Vec<Violation> {
    let mut violations = Vec::new();
    for job in &view.jobs {
        for quiet in job.life.segments() {
            match quiet.mode {
                Mode::Paused | Mode::Gone => violations.extend(rows_within(job, quiet)),
                Mode::Held => violations.extend(starts_within(job, quiet)),
                _ => continue,
            }
            violations.extend(claimed_after_dump(view, job, quiet));
        }
    }
    violations
}

fn rows_within(job: &JobView<'_>, quiet: &Segment) -> Vec<Violation> {
    let rows = job.records.rows.iter().filter(|row| quiet.contains(row.scheduled_at));
    rows.map(|row| {
        let text = format!("{:?}, and yet it has fired: {}", quiet.mode, show_rows([*row]));
        job.violation(Invariant::I7, row.scheduled_at, text)
    })
    .collect()
}

fn starts_within(job: &JobView<'_>, quiet: &Segment) -> Vec<Violation> {
    let bodies = job.scheduled_bodies();
    let within =
        bodies.filter(|body| quiet.contains(body.scheduled_run_time) && quiet.contains(body.started));
    within
        .map(|body| {
            let text = format!("started in the pause: {}", show_bodies([body]));
            job.violation(Invariant::I7, body.scheduled_run_time, text)
        })
        .collect()
}

/// A resumed job has another generation than the paused one had; so what is not there in the pause, and
/// later is, with the generation of before, was claimed against the pause.
fn claimed_after_dump(view: &View<'_>, job: &JobView<'_>, quiet: &Segment) -> Option<Violation> {
    let dump = view.history.dumps.iter().find(|dump| dump.began >= quiet.from && dump.ended < quiet.until)?;
    let stored = dump.jobs.iter().find(|stored| stored.id == job.job.id);
    let generation = stored.map_or(Some(u64::MAX), |stored| stored.generation)?;
    let known = rows_of(dump, &job.job.id);
    let is_new = |row: &&&RunRow| {
        let covered = known.get(&row.generation).into_iter().flatten();
        let mut covered = covered.filter(|(first, through)| (*first..=*through).contains(&row.scheduled_at));
        covered.next().is_none()
    };
    let asked = dump.complete_since..quiet.from;
    let early = job.records.rows.iter().filter(|row| row.generation.is_some_and(|own| own <= generation));
    let row = early.filter(is_new).find(|row| asked.contains(&row.scheduled_at))?;
    let text = format!("claimed after it was {:?}: {}", quiet.mode, show_rows([*row]));
    Some(job.violation(Invariant::I7, row.scheduled_at, text))
}

type Spans = Vec<(DateTime<Utc>, DateTime<Utc>)>;

/// What the rows of a job cover, by generation.
fn rows_of(dump: &Dump, job_id: &str) -> HashMap<Option<u64>, Spans> {
    let mut spans: HashMap<Option<u64>, Spans> = HashMap::new();
    for row in dump.runs.iter().filter(|row| row.job_id == job_id && !row.manual) {
        spans.entry(row.generation).or_default().push((row.scheduled_at, row.through_at));
    }
    spans
}
