//! A run as a hash.

use std::borrow::Cow;
use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::fault::Fault;
use super::stamp::instant;
use crate::engine::Span;
use crate::job::vocabulary::RunTime;
use crate::job::{JobId, RunOutcome};
use crate::store::RunRecord;

/// Names and values in turn.
pub(super) type RunRow = HashMap<String, Vec<u8>>;

const STATES: [(RunOutcome, &str); 9] = [
    (RunOutcome::Running, "running"),
    (RunOutcome::Pending, "pending"),
    (RunOutcome::Executed, "executed"),
    (RunOutcome::Failed, "failed"),
    (RunOutcome::Cancelled, "cancelled"),
    (RunOutcome::Missed, "missed"),
    (RunOutcome::Skipped, "skipped"),
    (RunOutcome::Coalesced, "coalesced"),
    (RunOutcome::Abandoned, "abandoned"),
];

pub(super) fn state(outcome: RunOutcome) -> &'static str {
    let found = STATES.iter().find(|(known, _)| *known == outcome);
    found.map_or("abandoned", |(_, state)| state)
}

/// Not longer than this many bytes.
pub(super) fn shortened(text: &str, most: usize) -> &str {
    let mut end = text.len().min(most);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or(text)
}

pub(super) fn time(text: &str) -> Result<DateTime<Utc>, Fault> {
    let time = text.parse().map(|RunTime(time)| time);
    time.map_err(|error| Fault::new(format!("Redis has a text that is no instant: {error}")))
}

pub(super) fn run_record(row: &RunRow) -> Result<RunRecord, Fault> {
    let text = |name: &str| row.get(name).map(|value| String::from_utf8_lossy(value));
    let needed = |name: &str| text(name).ok_or_else(|| Fault::new(format!("a run has no field `{name}`")));
    let found = needed("state")?;
    let outcome = STATES.iter().find(|(_, state)| *state == found).map(|(outcome, _)| *outcome);
    let ended_at = text("ended_ms").zip(text("ended_ns")).and_then(|(ms, ns)| instant(&ms, &ns));
    let result = text("result").map(|json| serde_json::from_str(&json)).transpose();
    Ok(RunRecord {
        job_id: JobId::new(needed("id")?).map_err(|error| Fault::new(error.to_string()))?,
        times: Span { first: time(&needed("at")?)?, through: time(&needed("through")?)? },
        is_manual: text("manual").is_some_and(|manual| manual == "1"),
        outcome: outcome
            .ok_or_else(|| Fault::new(format!("`{}` is no state of a run", found.escape_debug())))?,
        node: text("name").map(Into::into),
        fence: text("fence").and_then(|fence| fence.parse().ok()).unwrap_or_default(),
        attempts: text("attempts").and_then(|attempts| attempts.parse().ok()).unwrap_or_default(),
        started_at: text("started").map(|started| time(&started)).transpose()?,
        ended_at,
        error: text("error").map(Cow::into_owned),
        result: result.map_err(|error| Fault::new(format!("a result cannot be read: {error}")))?,
    })
}
