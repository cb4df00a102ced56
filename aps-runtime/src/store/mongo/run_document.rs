//! A run as a document.

use chrono::{DateTime, Utc};
use mongodb::bson::{Bson, Document, RawDocument, doc};

use super::fault::Fault;
use super::job_document::snapshot;
use crate::engine::Span;
use crate::job::vocabulary::RunTime;
use crate::job::{JobId, JobRecord, RunEnd, RunOutcome, RunTicket};
use crate::store::written::{LONGEST_ERROR, micros_from, result_of, shortened};
use crate::store::{Node, RunRecord, StoreError};

/// Everything that is written of a run. A field that is not there is of no importance to it: `slot`
/// and `token` are in indexes, and the rest is asked for.
#[derive(Debug, Clone)]
pub(super) struct Run {
    pub(super) job_id: String,
    pub(super) times: Span,
    pub(super) generation: i64,
    pub(super) is_manual: bool,
    pub(super) slot: Option<i64>,
    pub(super) ticket: RunTicket,
    pub(super) snapshot: Option<Snapshot>,
    pub(super) end: End,
}

/// The job as it was, of a run that may have to be run again.
#[derive(Debug, Clone)]
pub(super) struct Snapshot {
    pub(super) function: String,
    pub(super) executor: String,
    pub(super) max_instances: i64,
    pub(super) job: String,
}

/// What becomes of it.
#[derive(Debug, Clone)]
pub(super) struct End {
    pub(super) outcome: RunOutcome,
    attempts: i64,
    started_at: Option<DateTime<Utc>>,
    ended_at: Option<DateTime<Utc>>,
    error: Option<String>,
    result: Option<String>,
}

impl Run {
    /// Of a schedule, and with no node's ticket yet.
    pub(super) fn new(job_id: &str, times: Span, generation: i64, end: End) -> Self {
        let ticket = RunTicket { token: 0, fence: 1 };
        let job_id = job_id.to_owned();
        Run { job_id, times, generation, is_manual: false, slot: None, ticket, snapshot: None, end }
    }

    pub(super) fn document(&self, node: &Node) -> Document {
        let mut document = doc! {
            "_id": key(&self.job_id, self.times.first, self.generation),
            "job_id": &self.job_id,
            "scheduled_at": RunTime(self.times.first).to_string(),
            "through_at": RunTime(self.times.through).to_string(),
            "manual": self.is_manual,
            "node": &*node.id,
            "node_name": &*node.name,
            "fence": self.ticket.fence.cast_signed(),
        };
        document.extend(self.slot.map(|slot| ("slot".into(), slot.into())));
        let has_ticket = self.ticket.token > 0;
        document.extend(has_ticket.then(|| ("token".into(), self.ticket.token.cast_signed().into())));
        document
            .extend(self.snapshot.as_ref().map(|snapshot| ("snapshot".into(), snapshot.document().into())));
        document.extend(self.end.fields());
        document
    }
}

impl Snapshot {
    pub(super) fn of(job: &JobRecord) -> Result<Self, StoreError> {
        Ok(Snapshot {
            function: job.function.name().to_owned(),
            executor: job.settings.executor.as_ref().to_owned(),
            max_instances: job.settings.max_instances.get().into(),
            job: snapshot(job)?,
        })
    }

    fn document(&self) -> Document {
        let Snapshot { function, executor, max_instances, job } = self;
        doc! {"function": function, "executor": executor, "max_instances": max_instances, "job": job}
    }

    pub(super) fn read(document: &RawDocument) -> Result<Self, Fault> {
        Ok(Snapshot {
            function: document.get_str("function")?.to_owned(),
            executor: document.get_str("executor")?.to_owned(),
            max_instances: document.get_i64("max_instances")?,
            job: document.get_str("job")?.to_owned(),
        })
    }
}

/// The identity of a fire time: there cannot be two documents of one.
pub(super) fn key(job_id: &str, scheduled_at: DateTime<Utc>, generation: i64) -> Document {
    doc! {"job": job_id, "at": RunTime(scheduled_at).to_string(), "generation": generation}
}

impl End {
    pub(super) fn running() -> Self {
        End {
            outcome: RunOutcome::Running,
            attempts: 0,
            started_at: None,
            ended_at: None,
            error: None,
            result: None,
        }
    }

    /// Of a fire time that is not run at all.
    pub(super) fn without_run(outcome: RunOutcome, at: DateTime<Utc>) -> Self {
        End { outcome, ended_at: Some(at), ..End::running() }
    }

    /// `can_be_rerun` of a run whose job was kept for that.
    pub(super) fn of(end: &RunEnd, can_be_rerun: bool) -> Self {
        let outcome = match end.outcome {
            RunOutcome::Pending if !can_be_rerun => RunOutcome::Abandoned,
            outcome => outcome,
        };
        End {
            outcome,
            attempts: end.attempts.into(),
            started_at: end.started_at,
            ended_at: (outcome != RunOutcome::Pending).then_some(end.ended_at),
            error: end.error.as_deref().map(|error| shortened(error, LONGEST_ERROR).to_owned()),
            result: result_of(end),
        }
    }

    pub(super) fn fields(&self) -> Document {
        let time = |time: Option<DateTime<Utc>>| time.map(|time| RunTime(time).to_string());
        doc! {
            "state": self.outcome.as_str(),
            "attempts": self.attempts,
            "started_at": time(self.started_at),
            "ended_at": time(self.ended_at),
            "ended_us": self.ended_at.map(micros_from),
            "error": self.error.as_deref(),
            "result": self.result.as_deref(),
        }
    }
}

fn outcome(state: &str) -> Result<RunOutcome, Fault> {
    RunOutcome::of_name(state)
        .ok_or_else(|| Fault::new(format!("`{}` is no state of a run", state.escape_debug())))
}

/// A document that was read.
pub(super) fn record(document: &RawDocument) -> Result<RunRecord, Fault> {
    let maybe_time = |key| maybe_text(document, key)?.map(time).transpose();
    let result = maybe_text(document, "result")?.map(serde_json::from_str).transpose();
    Ok(RunRecord {
        job_id: job_id(document)?,
        times: times(document)?,
        is_manual: document.get_bool("manual")?,
        outcome: outcome(document.get_str("state")?)?,
        node: maybe_text(document, "node_name")?.map(Into::into),
        fence: document.get_i64("fence")?.cast_unsigned(),
        attempts: attempts(document)?,
        started_at: maybe_time("started_at")?,
        ended_at: maybe_time("ended_at")?,
        error: maybe_text(document, "error")?.map(str::to_owned),
        result: result.map_err(|error| Fault::new(format!("a result cannot be read: {error}")))?,
    })
}

pub(super) fn job_id(document: &RawDocument) -> Result<JobId, Fault> {
    JobId::new(document.get_str("job_id")?).map_err(|error| Fault::new(error.to_string()))
}

pub(super) fn times(document: &RawDocument) -> Result<Span, Fault> {
    Ok(Span {
        first: time(document.get_str("scheduled_at")?)?,
        through: time(document.get_str("through_at")?)?,
    })
}

pub(super) fn attempts(document: &RawDocument) -> Result<u32, Fault> {
    Ok(u32::try_from(document.get_i64("attempts")?).unwrap_or_default())
}

pub(super) fn maybe_text<'a>(document: &'a RawDocument, key: &str) -> Result<Option<&'a str>, Fault> {
    match document.get(key)? {
        None | Some(mongodb::bson::RawBsonRef::Null) => Ok(None),
        Some(_) => Ok(Some(document.get_str(key)?)),
    }
}

pub(super) fn time(text: &str) -> Result<DateTime<Utc>, Fault> {
    crate::store::written::time(text).map_err(Fault::new)
}

/// The id of a document, whatever it is.
pub(super) fn id(document: &RawDocument) -> Result<Bson, Fault> {
    let id = document.get("_id")?.ok_or_else(|| Fault::new("MongoDB gave a document without its id"))?;
    Ok(id.try_into()?)
}
