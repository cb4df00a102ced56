//! A job as a hash.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::fault::Fault;
use super::stamp::Stamp;
use crate::job::JobRecord;
use crate::job::vocabulary::{JobData, RunTime, WrittenJob};
use crate::store::StoreError;

/// Its fields.
#[derive(Serialize)]
pub(super) struct JobFields {
    job: String,
    run: String,
    pub(super) ms: String,
    pub(super) ns: u32,
    paused: &'static str,
    revision: String,
    pub(super) queue: String,
    /// For people.
    trigger: String,
}

impl JobFields {
    /// Of a job that is written at this revision.
    pub(super) fn new(job: &JobRecord, revision: u64) -> Result<Self, StoreError> {
        let Stamp { ms, ns } = job.due_time().into();
        Ok(JobFields {
            job: text(job)?,
            run: RunTime(job.next_run_time).to_string(),
            ms,
            ns,
            paused: if job.paused { "1" } else { "0" },
            revision: revision.to_string(),
            queue: queue(job),
            trigger: job.trigger.to_string(),
        })
    }
}

/// All jobs of one executor and one function: `7:default:shop::report`.
pub(super) fn queue(job: &JobRecord) -> String {
    let executor = &job.settings.executor;
    format!("{}:{executor}:{}", executor.len(), job.function.name())
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

fn text(job: &JobRecord) -> Result<String, StoreError> {
    let written = WrittenJob::at_rest(job).map_err(|reason| unwritten(job, reason))?;
    serde_json::to_string(&written).map_err(|error| unwritten(job, error))
}

pub(super) fn snapshot(job: &JobRecord) -> Result<String, StoreError> {
    let written = WrittenJob::at_rest(job).map_err(|reason| unwritten(job, reason))?;
    serde_json::to_string(&Snapshot { revision: job.revision, job: written })
        .map_err(|error| unwritten(job, error))
}

pub(super) fn read_snapshot(text: &str, run_time: DateTime<Utc>) -> Result<JobRecord, String> {
    let ReadSnapshot { revision, job } = serde_json::from_str(text).map_err(|error| error.to_string())?;
    job.into_record(run_time, false, revision)
}

fn unwritten(job: &JobRecord, reason: impl std::fmt::Display) -> StoreError {
    Fault::new(format!("job `{}` cannot be stored: {reason}", job.id)).into()
}

/// What a script gives of a job: its id, its queue, and the fields `job`, `run`, `paused` and `revision`.
pub(super) type JobRow = (String, String, Field, Field, Field, Field);

/// Nothing if there is no such field, or the key is something else.
pub(super) type Field = Option<Vec<u8>>;

/// A job that was read, or why it cannot be one.
pub(super) struct ReadJob {
    pub(super) id: String,
    pub(super) queue: String,
    pub(super) revision: String,
    pub(super) job: Result<JobRecord, String>,
}

impl ReadJob {
    pub(super) fn of((id, queue, job, run, paused, revision): JobRow) -> Self {
        let job = record(&id, &[("job", &job), ("run", &run), ("paused", &paused), ("revision", &revision)]);
        let revision = String::from_utf8_lossy(&revision.unwrap_or_default()).into_owned();
        ReadJob { id, queue, revision, job }
    }
}

fn record(id: &str, fields: &[(&str, &Field); 4]) -> Result<JobRecord, String> {
    let [job, run, paused, revision] = fields.map(|(name, value)| {
        let value = value.as_deref().ok_or_else(|| format!("it has no field `{name}`"))?;
        std::str::from_utf8(value).map_err(|_| format!("its field `{name}` is no text"))
    });
    let data: JobData = serde_json::from_str(job?).map_err(|error| error.to_string())?;
    let RunTime(run) = run?.parse().map_err(|error| format!("its field `run` is no instant: {error}"))?;
    let revision =
        revision?.parse().map_err(|error| format!("its field `revision` is no number: {error}"))?;
    if data.id != *id {
        return Err(format!("it calls itself `{}`", data.id));
    }
    data.into_record(run, paused? == "1", revision)
}
