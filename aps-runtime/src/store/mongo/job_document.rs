//! A job as a document.

use chrono::{DateTime, Utc};
use mongodb::bson::{Bson, Document, RawDocument, doc};
use serde::{Deserialize, Serialize};

use super::fault::Fault;
use super::slices::slice_of;
use crate::job::JobRecord;
use crate::job::vocabulary::{JobData, RunTime, WrittenJob};
use crate::store::StoreError;
use crate::store::written::{micros_from, shortened};

/// Texts that are for people only are kept up to this length.
const LONGEST_TEXT: usize = 1_000;

/// All of it but the revision and the generation. What is due is found by `kind` and `due_us`, which a job
/// has only while it may become due.
pub(super) fn document(job: &JobRecord) -> Result<Document, StoreError> {
    let written = WrittenJob::at_rest(job).map_err(|reason| unwritten(job, reason))?;
    let written = serde_json::to_string(&written).map_err(|error| unwritten(job, error))?;
    Ok(doc! {
        "_id": job.id.as_str(),
        "function": job.function.name(),
        "executor": &*job.settings.executor,
        "trigger": shortened(&job.trigger.to_string(), LONGEST_TEXT),
        "job": written,
        "next_run_time": RunTime(job.next_run_time).to_string(),
        "paused": job.paused,
        "kind": if job.paused { Bson::Null } else { kind(job.function.name(), &job.settings.executor).into() },
        "due_us": if job.paused { Bson::Null } else { micros_from(job.due_time()).into() },
        "slice": slice_of(job.id.as_str()),
        "problem": Bson::Null,
    })
}

/// Jobs of one kind are alike in who may run them, so there is an index over kind and due time.
pub(super) fn kind(function: &str, executor: &str) -> Document {
    doc! {"function": function, "executor": executor}
}

/// A job as it was when its run began, for who runs it again.
#[derive(Serialize)]
struct Snapshot<'a> {
    revision: u64,
    job: WrittenJob<'a, &'a aps_triggers::AnyTrigger>,
}

#[derive(Deserialize)]
struct ReadSnapshot {
    revision: u64,
    job: JobData,
}

pub(super) fn snapshot(job: &JobRecord) -> Result<String, StoreError> {
    let written = WrittenJob::at_rest(job).map_err(|reason| unwritten(job, reason))?;
    let snapshot = Snapshot { revision: job.revision, job: written };
    serde_json::to_string(&snapshot).map_err(|error| unwritten(job, error))
}

pub(super) fn read_snapshot(text: &str, run_time: DateTime<Utc>) -> Result<JobRecord, String> {
    let ReadSnapshot { revision, job } = serde_json::from_str(text).map_err(|error| error.to_string())?;
    job.into_record(run_time, false, revision)
}

fn unwritten(job: &JobRecord, reason: impl std::fmt::Display) -> StoreError {
    Fault::new(format!("job `{}` cannot be stored: {reason}", job.id)).into()
}

/// A document that was read: a job, or why it cannot be one.
pub(super) struct ReadJob {
    /// For people, if it is no text.
    pub(super) id: String,
    /// Whatever stands there, to find the very same document again.
    pub(super) key: Bson,
    pub(super) revision: Bson,
    pub(super) generation: i64,
    pub(super) job: Result<JobRecord, String>,
}

impl ReadJob {
    pub(super) fn of(document: &RawDocument) -> Self {
        let member = |key| document.get(key).ok().flatten().and_then(|member| member.try_into().ok());
        let (key, revision) = (member("_id").unwrap_or(Bson::Null), member("revision").unwrap_or(Bson::Null));
        let id =
            key.as_str().map_or_else(|| shortened(&key.to_string(), LONGEST_TEXT).to_owned(), str::to_owned);
        let job = record(document).and_then(|job| {
            if job.id == *id.as_str() { Ok(job) } else { Err(format!("it calls itself `{}`", job.id)) }
        });
        let generation = document.get_i64("generation").unwrap_or_default();
        ReadJob { id, key, revision, generation, job }
    }
}

fn record(document: &RawDocument) -> Result<JobRecord, String> {
    let text = |key| document.get_str(key).map_err(|error| error.to_string());
    let data: JobData = serde_json::from_str(text("job")?).map_err(|error| error.to_string())?;
    let RunTime(next_run_time) =
        text("next_run_time")?.parse().map_err(|error| format!("`next_run_time` is no instant: {error}"))?;
    let paused = document.get_bool("paused").map_err(|error| error.to_string())?;
    let revision = document.get_i64("revision").map_err(|error| error.to_string())?;
    data.into_record(next_run_time, paused, revision.cast_unsigned())
}
