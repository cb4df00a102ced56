//! A run as a hash.

use std::borrow::Cow;
use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::fault::Fault;
use super::stamp::instant;
use crate::engine::Span;
use crate::job::{JobId, RunOutcome};
use crate::store::RunRecord;

/// Names and values in turn.
pub(super) type RunRow = HashMap<String, Vec<u8>>;

pub(super) fn time(text: &str) -> Result<DateTime<Utc>, Fault> {
    crate::store::written::time(text).map_err(Fault::new)
}

pub(super) fn run_record(row: &RunRow) -> Result<RunRecord, Fault> {
    let text = |name: &str| row.get(name).map(|value| String::from_utf8_lossy(value));
    let needed = |name: &str| text(name).ok_or_else(|| Fault::new(format!("a run has no field `{name}`")));
    let found = needed("state")?;
    let outcome = RunOutcome::of_name(&found);
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
