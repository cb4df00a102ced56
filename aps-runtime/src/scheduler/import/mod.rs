//! Jobs that come from a file: checked as a whole, then written to each store at once.

mod check;
mod plan;

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::Arc;

use super::Scheduler;
use super::core::Core;
use super::verb::{Verb, awaitable};
use crate::config::ReadJob;
use crate::error::{Error, ErrorKind};
use crate::host::blocking;
use crate::transfer::{ImportReport, Limits, Mistakes, read, read_at_most};

impl Scheduler {
    /// Adds the jobs of a file that [`export_jobs`](Self::export_jobs) has written, or that
    /// somebody has written in the same format. Set options on the returned value, then await
    /// it.
    ///
    /// The file is checked as a whole before anything is written, and all mistakes in it are
    /// reported at once. Its jobs are then written to their store all together or not at all,
    /// even if somebody else changes jobs at the same time. They go to the store that is
    /// [named](ImportJobs::jobstore), or else each to the store whose alias it has in the file.
    /// If there are several stores, each is written separately, in the order in which they were
    /// given to the builder.
    ///
    /// A job keeps its next run time. If that has passed meanwhile, it is made up for as after
    /// any time when the program was down. A job without a next run time keeps that of the job
    /// it replaces, if the trigger is the same; otherwise it runs when its trigger fires next.
    /// A job that would never run is left out. A job whose function is not registered in this
    /// program is imported paused. The report lists both.
    ///
    /// ```
    /// use aps_runtime::prelude::*;
    /// use aps_runtime::OnConflict;
    ///
    /// # async fn example(scheduler: Scheduler) -> aps_runtime::Result<()> {
    /// let import = || scheduler.import_jobs("jobs.json").on_conflict(OnConflict::Replace);
    /// println!("{}", import().dry_run().await?);
    /// let report = import().await?;
    /// for job in report.with_unknown_function() {
    ///     eprintln!("{} is paused: there is no {}", job.job_id(), job.function());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Awaiting it fails with [`Import`](ErrorKind::Import) if the file is too large, is not what
    /// it should be, or names executors, job stores or anything else that this scheduler does not
    /// have; [`ConflictingId`](ErrorKind::ConflictingId) with a list of all ids that are taken;
    /// [`UnknownJobStore`](ErrorKind::UnknownJobStore); [`NotRunning`](ErrorKind::NotRunning)
    /// before the first start; [`System`](ErrorKind::System) if the file cannot be read. Then
    /// nothing was changed. With [`Store`](ErrorKind::Store) the jobs of that store and of those
    /// after it were not written; nor are they if somebody adds a job by one of their ids to that
    /// store while those before it are written, which is `ConflictingId` as well.
    pub fn import_jobs(&self, path: impl Into<PathBuf>) -> ImportJobs {
        ImportJobs::new(self, Source::File(path.into()))
    }

    /// As [`import_jobs`](Self::import_jobs), but from a reader. It is read where it may block.
    /// To import from a string, pass `std::io::Cursor::new(text)`.
    ///
    /// # Errors
    ///
    /// As there.
    pub fn import_jobs_from(&self, reader: impl Read + Send + 'static) -> ImportJobs {
        ImportJobs::new(self, Source::Reader(Box::new(reader)))
    }
}

/// What an import does with a job whose id is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum OnConflict {
    /// Nothing at all is imported.
    #[default]
    Error,
    /// The existing job stays as it is.
    Skip,
    /// The existing job is replaced as a whole: what the file leaves out gets the value of a new
    /// job.
    Replace,
}

/// Jobs about to be imported; see [`Scheduler::import_jobs`]. Await it.
#[derive(Debug)]
#[must_use = "nothing is imported until this is awaited, or `.wait()` is called on a plain thread"]
pub struct ImportJobs {
    core: Arc<Core>,
    source: Source,
    options: Options,
}

#[derive(Debug, Default)]
struct Options {
    jobstore: Option<Arc<str>>,
    on_conflict: OnConflict,
    dry_run: bool,
    limits: Limits,
}

enum Source {
    File(PathBuf),
    Reader(Box<dyn Read + Send>),
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Source::File(path) => path.fmt(f),
            Source::Reader(_) => f.write_str("reader"),
        }
    }
}

impl Source {
    /// What it is called in messages.
    fn name(&self) -> String {
        match self {
            Source::File(path) => path.display().to_string(),
            Source::Reader(_) => "input".to_owned(),
        }
    }

    /// Blocks. `None` if it is larger than this.
    fn read(self, max_size: u64) -> io::Result<Option<Vec<u8>>> {
        match self {
            Source::File(path) => read_at_most(File::open(path)?, max_size),
            Source::Reader(reader) => read_at_most(reader, max_size),
        }
    }
}

impl ImportJobs {
    fn new(scheduler: &Scheduler, source: Source) -> Self {
        ImportJobs { core: scheduler.core.clone(), source, options: Options::default() }
    }

    /// The alias of the store that all jobs go to. Default: each job goes to the store that it
    /// names in the file, or else to `default`.
    pub fn jobstore(mut self, alias: impl Into<Arc<str>>) -> Self {
        self.options.jobstore = Some(alias.into());
        self
    }

    /// What is done with a job whose id is taken in its store. Default: [`OnConflict::Error`].
    pub fn on_conflict(mut self, on_conflict: OnConflict) -> Self {
        self.options.on_conflict = on_conflict;
        self
    }

    /// Changes nothing, and reports what would change.
    pub fn dry_run(mut self) -> Self {
        self.options.dry_run = true;
        self
    }

    /// How large the file may be, in bytes. Default: 8 MiB. While it is read, it may take about
    /// fifty times as much memory.
    pub fn max_size(mut self, bytes: u64) -> Self {
        self.options.limits.size = bytes;
        self
    }

    /// How large the arguments of one job may be, in bytes of JSON. Default: 64 KiB.
    /// [`add_job`](Scheduler::add_job) has no such limit, so jobs that a program has added may
    /// need a larger one here.
    pub fn max_arguments_size(mut self, bytes: usize) -> Self {
        self.options.limits.arguments = bytes;
        self
    }

    fn into_verb(self) -> Verb<ImportReport> {
        let ImportJobs { core, source, options } = self;
        Verb::new(&core, |core| async move {
            core.refuse_before_start("imported").await?;
            let limits = options.limits;
            let (jobs, mut mistakes) = blocking::aside(move || read_jobs(source, limits)).await??;
            let wanted = core.checked(jobs, &options, &mut mistakes.faults).await?;
            mistakes.into_result()?;
            core.import(&wanted, &options).await
        })
    }
}

awaitable!(ImportJobs => ImportReport);

/// Blocks.
fn read_jobs(source: Source, limits: Limits) -> Result<(Vec<ReadJob>, Mistakes), Error> {
    let name = source.name();
    let bytes = source
        .read(limits.size)
        .map_err(|error| Error::with_source(ErrorKind::System, format!("`{name}` cannot be read"), error))?;
    let Some(bytes) = bytes else {
        let message =
            format!("`{name}` is larger than {} bytes\n  = help: `max_size(…)` allows for more", limits.size);
        return Err(Error::new(ErrorKind::Import, message));
    };
    let Ok(text) = String::from_utf8(bytes) else {
        let message =
            format!("`{name}` is not in UTF-8\n  = help: save it in UTF-8, which JSON is written in");
        return Err(Error::new(ErrorKind::Import, message));
    };
    let mut mistakes = Mistakes::new(name);
    let jobs = read(&text, &mut mistakes);
    Ok((jobs, mistakes))
}

impl Core {
    pub(super) async fn refuse_before_start(&self, what: &str) -> Result<(), Error> {
        self.activity.start_is_over().await;
        if self.activity.was_started() { Ok(()) } else { Err(Error::before_start(what)) }
    }
}
