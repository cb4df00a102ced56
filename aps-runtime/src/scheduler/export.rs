use std::fmt;
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use super::Scheduler;
use super::core::Core;
use super::verb::{Verb, awaitable};
use crate::error::{Error, ErrorKind};
use crate::host::blocking;
use crate::transfer::{ExportReport, export, save};

impl Scheduler {
    /// Writes jobs to a file, to move them to another store or scheduler, or as a backup. The
    /// file is human-readable JSON, which [`import_jobs`](Self::import_jobs) reads. Set options
    /// on the returned value, then await it.
    ///
    /// The jobs are those of all stores, or of [one](ExportJobs::jobstore). From each store
    /// they are taken as they are at one moment, with all their options, their next run time,
    /// and whether they are paused. The file is replaced as a whole or not at all, and on Unix
    /// only its owner may read it, because it has the arguments of the jobs, which may be
    /// secret.
    ///
    /// The scheduler must have been started (it may be [paused](Self::start_paused)): before
    /// that, jobs have no run time yet, and are in no store.
    ///
    /// ```
    /// use aps_runtime::prelude::*;
    ///
    /// # async fn example(scheduler: Scheduler) -> aps_runtime::Result<()> {
    /// let report = scheduler.export_jobs("jobs.json").jobstore("default").await?;
    /// println!("{report}");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`NotExportable`](ErrorKind::NotExportable) if there are jobs that call closures or have
    /// triggers of your own, with a list of all of them;
    /// [`UnknownJobStore`](ErrorKind::UnknownJobStore); [`NotRunning`](ErrorKind::NotRunning)
    /// before the first start; [`Store`](ErrorKind::Store); [`System`](ErrorKind::System) if
    /// the file cannot be written. In all these cases the file stays as it was.
    pub fn export_jobs(&self, path: impl Into<PathBuf>) -> ExportJobs {
        ExportJobs::new(self, Target::File(path.into()))
    }

    /// As [`export_jobs`](Self::export_jobs), but to a writer. The writer is called where it
    /// may block.
    ///
    /// If you only want the text, it is in the [report](ExportReport::json):
    ///
    /// ```
    /// use aps_runtime::prelude::*;
    ///
    /// # async fn example(scheduler: Scheduler) -> aps_runtime::Result<()> {
    /// let report = scheduler.export_jobs_to(std::io::sink()).await?;
    /// assert!(report.json().starts_with("{\n  \"format\": \"aps-jobs\",\n  \"version\": 1,"));
    /// # Ok(())
    /// # }
    /// # let rt = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    /// # rt.block_on(async {
    /// #     let scheduler = Scheduler::builder().registry(aps_runtime::Registry::empty()).build()?;
    /// #     scheduler.start_paused().await?;
    /// #     example(scheduler).await
    /// # })?;
    /// # Ok::<(), aps_runtime::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As there.
    pub fn export_jobs_to(&self, writer: impl Write + Send + 'static) -> ExportJobs {
        ExportJobs::new(self, Target::Writer(Box::new(writer)))
    }
}

/// Jobs about to be exported; see [`Scheduler::export_jobs`]. Await it.
#[derive(Debug)]
#[must_use = "nothing is exported until this is awaited, or `.wait()` is called on a plain thread"]
pub struct ExportJobs {
    core: Arc<Core>,
    target: Target,
    jobstore: Option<String>,
    portable_only: bool,
}

enum Target {
    File(PathBuf),
    Writer(Box<dyn Write + Send>),
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Target::File(path) => path.fmt(f),
            Target::Writer(_) => f.write_str("writer"),
        }
    }
}

impl Target {
    /// Blocks.
    fn write(self, text: &str) -> Result<(), Error> {
        match self {
            Target::File(path) => save(&path, text).map_err(|error| {
                let message = format!("`{}` cannot be written", path.display());
                Error::with_source(ErrorKind::System, message, error)
            }),
            Target::Writer(mut writer) => {
                let written = writer.write_all(text.as_bytes()).and_then(|()| writer.flush());
                written.map_err(|error| {
                    Error::with_source(ErrorKind::System, "the jobs cannot be written", error)
                })
            }
        }
    }
}

impl ExportJobs {
    fn new(scheduler: &Scheduler, target: Target) -> Self {
        ExportJobs { core: scheduler.core.clone(), target, jobstore: None, portable_only: false }
    }

    /// The alias of the store whose jobs are exported. Default: all stores.
    pub fn jobstore(self, alias: impl Into<String>) -> Self {
        ExportJobs { jobstore: Some(alias.into()), ..self }
    }

    /// Whether jobs that cannot be exported are left out; the report lists them. Default:
    /// `false`, which makes them an error.
    pub fn portable_only(self, portable_only: bool) -> Self {
        ExportJobs { portable_only, ..self }
    }

    fn into_verb(self) -> Verb<ExportReport> {
        let ExportJobs { core, target, jobstore, portable_only } = self;
        Verb::new(&core, |core| async move {
            let report = core.exported(jobstore.as_deref(), portable_only).await?;
            blocking::aside(move || target.write(report.json()).map(|()| report)).await?
        })
    }
}

awaitable!(ExportJobs => ExportReport);

impl Core {
    async fn exported(&self, jobstore: Option<&str>, portable_only: bool) -> Result<ExportReport, Error> {
        self.refuse_before_start("exported").await?;
        let only = jobstore.map(|alias| self.store(alias)).transpose()?.map(|named| &named.alias);
        let mut exported = Vec::new();
        for named in self.stores.iter().filter(|named| only.is_none_or(|only| *only == named.alias)) {
            let mut jobs = named.store.jobs().await.map_err(|error| named.error(error))?;
            // So that two exports can be compared.
            jobs.sort_by(|one, other| one.id.cmp(&other.id));
            exported.push((named.alias.clone(), jobs));
        }
        blocking::aside(move || export(&exported, portable_only)).await?
    }
}
