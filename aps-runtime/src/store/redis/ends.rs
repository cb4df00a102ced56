//! How runs end, and go on to their next fire time.

use serde::Serialize;

use super::fault::Fault;
use super::scripts;
use super::stamp::Stamp;
use super::store::Store;
use crate::job::RunEnd;
use crate::job::vocabulary::RunTime;
use crate::store::written::{LONGEST_ERROR, result_of, shortened};
use crate::store::{StoreError, Written};

/// How many a script writes.
const MOST: usize = 500;

#[derive(Serialize)]
struct Body<'a> {
    ends: Vec<Ending<'a>>,
    /// See [`Member::last_number`](super::store::Member::last_number).
    known: u64,
}

#[derive(Serialize)]
struct Ending<'a> {
    id: &'a str,
    at: RunTime,
    token: String,
    fence: String,
    state: &'static str,
    ended_ms: String,
    ended_ns: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    goes_on: Option<RunTime>,
    #[serde(skip_serializing_if = "Option::is_none")]
    goes_on_ms: Option<String>,
    fields: Fields<'a>,
}

/// What is written as it is.
#[derive(Serialize)]
struct Fields<'a> {
    attempts: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    started: Option<RunTime>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<String>,
}

impl Store {
    /// To say it once more changes nothing, so nobody has to find out whether it was written.
    pub(super) async fn end_runs(&self, ends: &[RunEnd]) -> Result<Vec<Written>, StoreError> {
        let member = self.member()?;
        let mut written = Vec::with_capacity(ends.len());
        for ends in ends.chunks(MOST) {
            let body = Body { ends: ends.iter().map(Ending::of).collect(), known: member.last_number() };
            let answer: String = self.call(&scripts::END_RUNS, None, body).await?;
            let letters = member.was_told(&answer)?;
            if letters.len() != ends.len() {
                return Err(Fault::wrong_answer().into());
            }
            let each =
                letters.chars().map(|letter| if letter == 'D' { Written::Done } else { Written::Stale });
            written.extend(each);
        }
        Ok(written)
    }
}

impl<'a> Ending<'a> {
    fn of(end: &'a RunEnd) -> Self {
        let ended = Stamp::from(end.ended_at);
        let error = end.error.as_deref().map(|error| shortened(error, LONGEST_ERROR));
        Ending {
            id: end.job_id.as_str(),
            at: RunTime(end.scheduled_run_time),
            token: end.ticket.token.to_string(),
            fence: end.ticket.fence.to_string(),
            state: end.outcome.as_str(),
            ended_ms: ended.ms,
            ended_ns: ended.ns.to_string(),
            goes_on: end.goes_on.map(RunTime),
            goes_on_ms: end.goes_on.map(|time| Stamp::from(time).ms),
            fields: Fields {
                attempts: end.attempts.to_string(),
                started: end.started_at.map(RunTime),
                error,
                result: result_of(end),
            },
        }
    }
}
