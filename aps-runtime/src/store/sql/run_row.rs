//! A run as a row.

use serde::Serialize;

use super::rows::text_of;
use crate::engine::Span;
use crate::job::vocabulary::RunTime;
use crate::job::{JobId, RunEnd, RunOutcome, RunTicket};
use crate::store::written::{LONGEST_ERROR, micros_from, result_of};

#[derive(Serialize)]
pub(super) struct RunRow {
    pub(super) job_id: String,
    pub(super) scheduled_at: RunTime,
    pub(super) generation: i64,
    pub(super) through_at: RunTime,
    pub(super) manual: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) slot: Option<i64>,
    pub(super) token: i64,
    pub(super) fence: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) job: Option<String>,
    #[serde(flatten)]
    pub(super) end: EndColumns,
}

/// What becomes of it.
#[derive(Serialize)]
pub(super) struct EndColumns {
    pub(super) state: &'static str,
    attempts: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    started_at: Option<RunTime>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_at: Option<RunTime>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_us: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<String>,
}

/// The columns by which a run is found, and those that are its end.
#[derive(Serialize)]
pub(super) struct EndRow {
    pub(super) job_id: JobId,
    pub(super) scheduled_at: RunTime,
    pub(super) generation: i64,
    pub(super) through_at: RunTime,
    #[serde(flatten)]
    pub(super) end: EndColumns,
}

impl RunRow {
    /// Of a schedule, that begins or has its end already.
    pub(super) fn new(job_id: &str, span: Span, generation: i64, end: EndColumns) -> Self {
        RunRow {
            job_id: job_id.to_owned(),
            scheduled_at: RunTime(span.first),
            generation,
            through_at: RunTime(span.through),
            manual: 0,
            slot: None,
            token: 0,
            fence: 1,
            job: None,
            end,
        }
    }

    pub(super) fn with_ticket(self, ticket: RunTicket) -> Self {
        RunRow { token: ticket.token.cast_signed(), fence: ticket.fence.cast_signed(), ..self }
    }
}

impl EndColumns {
    pub(super) fn running() -> Self {
        EndColumns {
            state: RunOutcome::Running.as_str(),
            attempts: 0,
            started_at: None,
            ended_at: None,
            ended_us: None,
            error: None,
            result: None,
        }
    }

    /// Of a fire time that is not run at all.
    pub(super) fn without_run(outcome: RunOutcome, at: chrono::DateTime<chrono::Utc>) -> Self {
        let running = EndColumns::running();
        EndColumns {
            state: outcome.as_str(),
            ended_at: Some(RunTime(at)),
            ended_us: Some(micros_from(at)),
            ..running
        }
    }

    /// `can_be_rerun` of a run whose job was kept for that.
    pub(super) fn of(end: &RunEnd, can_be_rerun: bool) -> Self {
        let outcome = match end.outcome {
            RunOutcome::Pending if !can_be_rerun => RunOutcome::Abandoned,
            outcome => outcome,
        };
        let is_over = outcome != RunOutcome::Pending;
        EndColumns {
            state: outcome.as_str(),
            attempts: end.attempts.into(),
            started_at: end.started_at.map(RunTime),
            ended_at: is_over.then_some(RunTime(end.ended_at)),
            ended_us: is_over.then(|| micros_from(end.ended_at)),
            error: end.error.as_deref().map(|error| text_of(error, LONGEST_ERROR)),
            result: result_of(end),
        }
    }
}
