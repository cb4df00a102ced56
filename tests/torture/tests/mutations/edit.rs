//! How histories are changed. Each panics if there is nothing to change.

use aps_torture::{Body, Dump, History, JobRow, RunRow, RunState};
use chrono::{DateTime, Utc};

use crate::world::at;

pub fn second(second: i64) -> DateTime<Utc> {
    at(second * 1_000)
}

pub fn last_dump(history: &mut History) -> &mut Dump {
    history.dumps.last_mut().unwrap()
}

/// The row of the last dump.
pub fn row<'a>(history: &'a mut History, job: &str, time: DateTime<Utc>) -> &'a mut RunRow {
    let mut rows = last_dump(history).runs.iter_mut();
    rows.find(|row| row.job_id == job && row.scheduled_at == time).unwrap()
}

/// The first fire time of a job of which this has become.
pub fn first(history: &mut History, job: &str, state: RunState) -> DateTime<Utc> {
    let rows = last_dump(history).runs.iter();
    rows.filter(|row| row.job_id == job && row.state == state).map(|row| row.scheduled_at).min().unwrap()
}

/// Changes what is said of the end of a fire time in all dumps.
pub fn end(history: &mut History, job: &str, time: DateTime<Utc>, change: impl Fn(&mut RunRow)) {
    let rows = history.dumps.iter_mut().flat_map(|dump| &mut dump.runs);
    let rows = rows.filter(|row| row.job_id == job && row.scheduled_at == time && row.state.is_terminal());
    assert!(rows.map(change).count() > 0);
}

/// Puts a row into all dumps that were begun after an instant.
pub fn insert(history: &mut History, row: &RunRow, from: DateTime<Utc>) {
    let dumps = history.dumps.iter_mut().filter(|dump| dump.began >= from);
    assert!(dumps.map(|dump| dump.runs.push(row.clone())).count() > 0);
}

/// Takes rows out of all dumps.
pub fn delete(history: &mut History, job: &str, which: impl Fn(&RunRow) -> bool) {
    let before = last_dump(history).runs.len();
    for dump in &mut history.dumps {
        dump.runs.retain(|row| row.job_id != job || !which(row));
    }
    assert!(last_dump(history).runs.len() < before);
}

/// A dump that was read at this second or the next after it.
pub fn dump(history: &mut History, from: i64) -> &mut Dump {
    history.dumps.iter_mut().find(|dump| dump.began >= second(from)).unwrap()
}

pub fn stored<'a>(dump: &'a mut Dump, job: &str) -> &'a mut JobRow {
    dump.jobs.iter_mut().find(|row| row.id == job).unwrap()
}

/// The first body of a fire time, or the next ones.
pub fn body<'a>(history: &'a mut History, job: &str, time: DateTime<Utc>, index: usize) -> &'a mut Body {
    let bodies = history.bodies.iter_mut();
    bodies.filter(|body| body.job_id == job && body.scheduled_run_time == time).nth(index).unwrap()
}

/// A body is entered later than it was.
pub fn shift(body: &mut Body, millis: i64) {
    let by = at(millis) - at(0);
    body.started += by;
    body.ended = body.ended.map(|(ended, ending)| (ended + by, ending));
}
