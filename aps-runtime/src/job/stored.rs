use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::JobRecord;
use super::vocabulary::{JobData, RunTime, WrittenJob};
use crate::error::{Error, ErrorKind};

/// A job as data, for a job store of your own that outlives the process. It is written and read with serde, in JSON
/// or any other self-describing format.
///
/// ```
/// use aps_runtime::{JobRecord, StoredJob};
///
/// type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;
///
/// fn line(job: &JobRecord) -> Result<String> {
///     Ok(serde_json::to_string(&StoredJob::new(job)?)?)
/// }
///
/// fn read(line: &str) -> Result<JobRecord> {
///     Ok(serde_json::from_str::<StoredJob>(line)?.into_record()?)
/// }
/// ```
///
/// Reading it back gives the same [`JobRecord`], to the nanosecond, with its revision. The keys are those of the
/// attributes and of an [export](crate::Scheduler::export_jobs). A store that searches for jobs by some property
/// (their [due time](JobRecord::due_time), executor or function) takes it from the record, and keeps it beside this
/// data.
///
/// # Versions
///
/// The data says which [format](Self::FORMAT) it has. A program can read what it has written itself, and what
/// programs with older versions of this crate have written. If a newer version has written it, serde's error says so.
/// Do not delete a job that cannot be read: another program may be able to read it. A [`RunStore`](crate::RunStore)
/// reports it in [`Tended::unreadable`](crate::Tended::unreadable).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Envelope")]
pub struct StoredJob {
    format: u32,
    job: Value,
    next_run_time: RunTime,
    paused: bool,
    revision: u64,
}

/// The format is looked at first: another one may have other fields.
#[derive(Deserialize)]
struct Envelope {
    format: u32,
    #[serde(flatten)]
    rest: Value,
}

#[derive(Deserialize)]
struct Fields {
    job: Value,
    next_run_time: RunTime,
    paused: bool,
    revision: u64,
}

impl TryFrom<Envelope> for StoredJob {
    type Error = Error;

    fn try_from(Envelope { format, rest }: Envelope) -> Result<Self, Error> {
        if format != StoredJob::FORMAT {
            return Err(unreadable(&format!(
                "it is of format {format}, and this program knows {}\n  = help: a newer program may have written it: update this one",
                StoredJob::FORMAT
            )));
        }
        let fields = serde_json::from_value(rest).map_err(|error| unreadable(&error.to_string()))?;
        let Fields { job, next_run_time, paused, revision } = fields;
        Ok(StoredJob { format, job, next_run_time, paused, revision })
    }
}

impl StoredJob {
    /// The format that this version of the crate writes, the first one.
    pub const FORMAT: u32 = 1;

    /// A job as it is to be written.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotStorable`] if it could not be read back as the same job: because it calls a closure, has a
    /// trigger of the program's own, or has arguments that are nested too deep.
    pub fn new(job: &JobRecord) -> Result<Self, Error> {
        let fault = |reason: String| {
            Error::new(ErrorKind::NotStorable, format!("job `{}` cannot be stored: {reason}", job.id))
        };
        let written = WrittenJob::at_rest(job).map_err(fault)?;
        Ok(StoredJob {
            format: StoredJob::FORMAT,
            job: serde_json::to_value(&written).map_err(|error| fault(error.to_string()))?,
            next_run_time: RunTime(job.next_run_time),
            paused: job.paused,
            revision: job.revision,
        })
    }

    /// The job that was written.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Store`] if it is no job.
    pub fn into_record(self) -> Result<JobRecord, Error> {
        let StoredJob { job, next_run_time: RunTime(next_run_time), paused, revision, .. } = self;
        let data: JobData = serde_json::from_value(job).map_err(|error| unreadable(&error.to_string()))?;
        data.into_record(next_run_time, paused, revision).map_err(|reason| unreadable(&reason))
    }
}

fn unreadable(reason: &str) -> Error {
    Error::new(ErrorKind::Store, format!("a stored job cannot be read: {reason}"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// As version 0.1 of this crate has written it, which is to be read by all later ones.
    fn written() -> Value {
        json!({
            "format": 1,
            "job": {
                "id": "report:daily",
                "function": "shop::report",
                "args": ["eu", 3, 0.1, null],
                "trigger": {"cron": "0 3 * * *", "timezone": "Europe/Berlin"},
                "name": "the report",
                "executor": "default",
                "coalesce": true,
                "max_instances": 2,
                "misfire_grace_time": null,
                "timeout": 1.5,
                "retry": {"attempts": 3, "delay": 1, "factor": 2, "max_delay": 60},
                "on_node_loss": "rerun",
                "tags": ["eu", "slow"],
                "metadata": {"team": "sales"},
            },
            "next_run_time": "2026-11-23T02:00:00.000000001Z",
            "paused": true,
            "revision": 18_446_744_073_709_551_615_u64,
        })
    }

    fn read(written: Value) -> Result<JobRecord, Error> {
        serde_json::from_value::<StoredJob>(written).unwrap().into_record()
    }

    /// Also where it has none of the fields that there are now.
    #[test]
    fn what_is_of_another_format_is_told() {
        for format in [0, 2] {
            let told = serde_json::from_value::<StoredJob>(json!({"format": format})).unwrap_err();
            let expected = format!("it is of format {format}, and this program knows 1");
            assert!(told.to_string().contains(&expected), "{told}");
        }
        let told = serde_json::from_value::<StoredJob>(json!({"format": 1, "job": {}})).unwrap_err();
        assert!(told.to_string().contains("missing field `next_run_time`"), "{told}");
    }

    #[test]
    fn what_is_written_is_read_and_written_alike() {
        let job = read(written()).unwrap();
        assert_eq!((job.id.as_str(), job.revision, job.paused), ("report:daily", u64::MAX, true));
        assert_eq!(job.arguments.as_json(), [json!("eu"), json!(3), json!(0.1), json!(null)]);
        assert_eq!(serde_json::to_value(StoredJob::new(&job).unwrap()).unwrap(), written());
    }

    #[test]
    fn what_cannot_be_read_is_told() {
        for (key, value, expected) in [
            ("job", json!({"id": "a"}), "missing field `function`"),
            ("job", json!("report"), "a job, with `id`, `function` and `trigger`"),
        ] {
            let mut wrong = written();
            wrong[key] = value;
            let told = read(wrong).unwrap_err();
            assert_eq!(told.kind(), ErrorKind::Store);
            assert!(told.to_string().contains(expected), "{told}");
        }
    }
}
