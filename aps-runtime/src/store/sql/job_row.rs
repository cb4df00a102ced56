//! A job as a row.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::database::Row;
use super::fault::Fault;
use crate::job::JobRecord;
use crate::job::vocabulary::{JobData, RunTime, WrittenJob};
use crate::store::StoreError;
use crate::store::written::micros_from;

/// The columns that are written.
#[derive(Serialize)]
pub(super) struct JobRow<'a> {
    pub(super) id: &'a str,
    function: &'a str,
    executor: &'a str,
    trigger_text: String,
    pub(super) job: String,
    pub(super) next_run_time: RunTime,
    #[serde(skip_serializing_if = "Option::is_none")]
    due_us: Option<i64>,
    pub(super) paused: i64,
    pub(super) revision: i64,
}

impl<'a> JobRow<'a> {
    pub(super) fn new(job: &'a JobRecord) -> Result<Self, StoreError> {
        Ok(JobRow {
            id: job.id.as_str(),
            function: job.function.name(),
            executor: &job.settings.executor,
            trigger_text: super::rows::text_of(&job.trigger.to_string(), 1_000),
            job: text(job)?,
            next_run_time: RunTime(job.next_run_time),
            due_us: due(job),
            paused: job.paused.into(),
            revision: job.revision.cast_signed(),
        })
    }
}

/// A job as it was when its run began, for who runs it again. The database looks into it: so what may be
/// nested deeper than it can read is a text in there.
#[derive(Serialize)]
struct Snapshot<'a> {
    revision: u64,
    function: &'a str,
    executor: &'a str,
    max_instances: u32,
    job: String,
}

#[derive(Deserialize)]
struct ReadSnapshot {
    revision: u64,
    job: String,
}

fn text(job: &JobRecord) -> Result<String, StoreError> {
    let written = WrittenJob::at_rest(job).map_err(|reason| unwritten(job, reason))?;
    serde_json::to_string(&written).map_err(|error| unwritten(job, error))
}

pub(super) fn snapshot(job: &JobRecord) -> Result<String, StoreError> {
    let snapshot = Snapshot {
        revision: job.revision,
        function: job.function.name(),
        executor: &job.settings.executor,
        max_instances: job.settings.max_instances.get(),
        job: text(job)?,
    };
    serde_json::to_string(&snapshot).map_err(|error| unwritten(job, error))
}

pub(super) fn read_snapshot(text: &str, run_time: DateTime<Utc>) -> Result<JobRecord, String> {
    let ReadSnapshot { revision, job } = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let job: JobData = serde_json::from_str(&job).map_err(|error| error.to_string())?;
    job.into_record(run_time, false, revision)
}

fn unwritten(job: &JobRecord, reason: impl std::fmt::Display) -> StoreError {
    Fault::new(format!("job `{}` cannot be stored: {reason}", job.id)).into()
}

/// A row that was read: a job, or why it cannot be one.
pub(super) struct ReadJob {
    pub(super) id: String,
    pub(super) revision: i64,
    pub(super) job: Result<JobRecord, String>,
}

impl ReadJob {
    /// Of the columns id, job, `next_run_time`, paused, revision and problem.
    pub(super) fn of(row: &Row) -> Result<Self, Fault> {
        let (id, revision) = (row.text(0)?.to_owned(), row.number(4)?);
        let job = record(row).and_then(|job| {
            if job.id == *id.as_str() { Ok(job) } else { Err(format!("it calls itself `{}`", job.id)) }
        });
        Ok(ReadJob { id, revision, job })
    }
}

fn record(row: &Row) -> Result<JobRecord, String> {
    let cell = |fault: Fault| fault.to_string();
    let data: JobData =
        serde_json::from_str(row.text(1).map_err(cell)?).map_err(|error| error.to_string())?;
    let RunTime(next_run_time) = row
        .text(2)
        .map_err(cell)?
        .parse()
        .map_err(|error| format!("`next_run_time` is no instant: {error}"))?;
    let (paused, revision) = (row.is_true(3).map_err(cell)?, row.number(4).map_err(cell)?);
    data.into_record(next_run_time, paused, revision.cast_unsigned())
}

/// When the job is due, in microseconds: not before that.
pub(super) fn due(job: &JobRecord) -> Option<i64> {
    (!job.paused).then(|| micros_from(job.due_time()))
}
