use std::fmt::{self, Display};

use serde::Deserialize;
use serde_json::Value;

use super::{FORMAT, VERSION};
use crate::error::{Error, ErrorKind};
use crate::job::vocabulary::JobData;

/// How much is read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// Of the whole, in bytes.
    pub(crate) size: u64,
    /// Of the arguments of one job, in bytes.
    pub(crate) arguments: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { size: 8 << 20, arguments: 64 << 10 }
    }
}

/// A job that was read, and where.
#[derive(Debug)]
pub(crate) struct ReadJob {
    pub(crate) data: JobData,
    pub(crate) origin: Origin,
}

/// Where a job was read.
#[derive(Debug, Clone)]
pub(crate) struct Origin {
    index: usize,
}

/// What is wrong with a file, all of it.
#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<String>);

impl Faults {
    /// Something is wrong with what stands under a key of a job.
    pub(crate) fn push(&mut self, origin: &Origin, key: &str, what: impl Display) {
        self.0.push(format!("in `jobs[{}].{key}`: {what}", origin.index));
    }

    pub(crate) fn into_result(self, name: &str) -> Result<(), Error> {
        if self.0.is_empty() {
            return Ok(());
        }
        Err(Error::new(ErrorKind::Import, format!("{name} cannot be imported\n{}", self.0.join("\n"))))
    }
}

/// The whole file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    format: String,
    version: u64,
    #[serde(default, rename = "exported_by")]
    _exported_by: Option<String>,
    jobs: Vec<Value>,
}

/// Reads a file of jobs. What is wrong with a job goes into `faults`.
pub(crate) fn read(name: &str, text: &[u8], faults: &mut Faults) -> Result<Vec<ReadJob>, Error> {
    let wrong =
        |what: &dyn fmt::Display| Error::new(ErrorKind::Import, format!("{name} cannot be imported: {what}"));
    let document: Document = serde_json::from_slice(text).map_err(|error| wrong(&error))?;
    if document.format != FORMAT {
        return Err(wrong(&format!("its `format` is not `{FORMAT}`")));
    }
    if document.version != VERSION {
        return Err(wrong(&format!("its `version` is not {VERSION}")));
    }
    let mut jobs = Vec::new();
    for (index, job) in document.jobs.into_iter().enumerate() {
        match serde_json::from_value(job) {
            Ok(data) => jobs.push(ReadJob { data, origin: Origin { index } }),
            Err(error) => faults.0.push(format!("in `jobs[{index}]`: {error}")),
        }
    }
    Ok(jobs)
}
