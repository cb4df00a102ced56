use std::fmt;
use std::sync::Arc;

use serde::Serialize;

use super::{FORMAT, VERSION};
use crate::error::{Error, ErrorKind};
use crate::job::vocabulary::WrittenJob;
use crate::job::{JobId, JobRecord};

/// The whole file.
#[derive(Serialize)]
struct Document<'a, T> {
    format: &'static str,
    version: u64,
    exported_by: &'static str,
    jobs: Vec<WrittenJob<'a, T>>,
}

const EXPORTED_BY: &str = concat!("aps-runtime ", env!("CARGO_PKG_VERSION"));

/// What was exported; see [`Scheduler::export_jobs`](crate::Scheduler::export_jobs). When
/// printed, it is one line, and one more for each job that was left out.
#[derive(Clone)]
pub struct ExportReport {
    json: String,
    jobs: usize,
    left_out: Vec<LeftOut>,
}

/// A job that cannot be exported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    job_id: JobId,
    jobstore: Arc<str>,
    reason: String,
}

impl ExportReport {
    /// The text that was written. It has the arguments of the jobs, which may be secret.
    pub fn json(&self) -> &str {
        &self.json
    }

    /// How many jobs are in it.
    pub fn jobs(&self) -> usize {
        self.jobs
    }

    /// What was [left out](crate::ExportJobs::portable_only).
    pub fn left_out(&self) -> &[LeftOut] {
        &self.left_out
    }
}

impl fmt::Display for ExportReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} exported", count(self.jobs))?;
        self.left_out.iter().try_for_each(|job| write!(f, "\nleft out: {job}"))
    }
}

/// Without the arguments.
impl fmt::Debug for ExportReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ExportReport { json: _, jobs, left_out } = self;
        f.debug_struct("ExportReport").field("jobs", jobs).field("left_out", left_out).finish_non_exhaustive()
    }
}

impl LeftOut {
    /// Its identity.
    pub fn job_id(&self) -> &JobId {
        &self.job_id
    }

    /// The alias of its store.
    pub fn jobstore(&self) -> &str {
        &self.jobstore
    }

    /// Why it cannot be exported.
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "job `{}` of job store `{}`: {}", self.job_id, self.jobstore, self.reason)
    }
}

/// Writes the jobs of some stores, by their aliases.
///
/// # Errors
///
/// [`ErrorKind::NotExportable`] with all jobs that cannot be written, unless these are left out.
pub(crate) fn export(
    stores: &[(Arc<str>, Vec<Arc<JobRecord>>)],
    portable_only: bool,
) -> Result<ExportReport, Error> {
    let mut jobs = Vec::new();
    let mut left_out = Vec::new();
    for (jobstore, records) in stores {
        for record in records {
            match WrittenJob::new(jobstore, record) {
                Ok(job) => jobs.push(job),
                Err(reason) => {
                    let (job_id, jobstore) = (record.id.clone(), jobstore.clone());
                    left_out.push(LeftOut { job_id, jobstore, reason });
                }
            }
        }
    }
    if !left_out.is_empty() && !portable_only {
        return Err(not_exportable(&left_out));
    }
    let count = jobs.len();
    let document = Document { format: FORMAT, version: VERSION, exported_by: EXPORTED_BY, jobs };
    let json = serde_json::to_string_pretty(&document)
        .map_err(|error| Error::with_source(ErrorKind::NotExportable, "the jobs cannot be written", error))?;
    Ok(ExportReport { json: json + "\n", jobs: count, left_out })
}

fn not_exportable(jobs: &[LeftOut]) -> Error {
    let headline = format!("{} cannot be exported", count(jobs.len()));
    let help = "\n  = help: annotate functions with `#[job]`, and say when with a trigger of this crate\n  \
                = help: `export_jobs(…).portable_only(true)` leaves such jobs out\n  \
                = note: a file has the names of functions, and no code";
    Error::listing(ErrorKind::NotExportable, &headline, jobs.iter(), help)
}

/// `1 job`, `2 jobs`.
pub(super) fn count(jobs: usize) -> String {
    format!("{jobs} job{}", if jobs == 1 { "" } else { "s" })
}
