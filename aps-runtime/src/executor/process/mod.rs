//! A pool of processes: jobs run in this same program, started once more.

mod channel;
mod crash;
mod options;
pub(crate) mod output;
mod pool;
pub(crate) mod program;
pub(crate) mod protocol;
mod remote_error;
mod worker;

use std::ffi::OsString;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::Semaphore;

use self::options::Options;
use self::pool::Entrance;
use self::program::Program;
use super::{Executor, ExecutorError, Rejected, Run};
use crate::job::Callee;

/// Runs jobs in processes of their own, at most so many at a time; the others wait in a queue,
/// in order. For work that is heavy, since each process computes by itself, and for work that
/// is hazardous: whatever a job does to its process, this one and the other runs do not notice.
///
/// Of APScheduler's `ProcessPoolExecutor`, on Unix only. Needs the feature `process-pool`.
///
/// ```no_run
/// use std::time::Duration;
/// use aps_runtime::ProcessPoolExecutor;
/// use aps_runtime::prelude::*;
///
/// /// What the C library that reads these makes of a broken one, nobody knows.
/// #[scheduled_job(cron = "*/5 * * * *", id = "thumbnails", executor = "processes", timeout = "2m")]
/// fn thumbnails() -> Json<u32> {
///     println!("this is told with the run's id");
///     Json(17)
/// }
///
/// #[aps_runtime::main]
/// async fn main() -> aps_runtime::Result<Scheduler> {
///     let processes = ProcessPoolExecutor::new(4)
///         .memory_limit(512 << 20)
///         .cpu_time_limit(Duration::from_secs(60))
///         .max_runs_per_worker(100)
///         .inherit_env("IMAGE_FOLDER");
///     Scheduler::builder().executor("processes", processes).build()
/// }
/// ```
///
/// # The program
///
/// A worker is this program, started once more, which then waits for calls in place of doing
/// what `main` does. So `main` must say where that is:
///
/// | program | what it does |
/// |---|---|
/// | with `#[aps_runtime::main]` | nothing, that is it |
/// | with a `main` of its own | calls [`process_worker`](crate::process_worker) first of all |
/// | of tests | has [`testing::process_worker!`](crate::testing::process_worker) in it, once |
///
/// Where none of that was done, the scheduler does not start, and says so; no process is
/// ever started that would run the whole program a second time. Workers are started when there
/// is work for them. One that has died is replaced with the next run.
///
/// # What runs there
///
/// Functions with `#[job]` or `#[scheduled_job]`, `async` or not, with their arguments. What
/// exists in this process only does not go there: closures and functions with [`State`]
/// parameters are refused when a job is added, changed or declared
/// ([`NotExecutable`]). The function is found by its name in what is linked into the
/// program ([`Registry::linked`](crate::Registry::linked)); one that a registry made by hand
/// has besides is not there.
///
/// [`JobContext`] has the job's id, the time, the attempt and the deadline. The scheduler is
/// not there: what [`scheduler`](crate::JobContext::scheduler) is awaited for fails with
/// [`WorkerProcess`], and there are no runs that it could show or cancel. Tell a listener by the result, a [`Json`](crate::Json), what is to
/// happen next.
///
/// An `async fn` is waited for on the process's first thread, and a plain `fn` called on it; a
/// tokio runtime is around both. (It has one more thread, so that what a plain `fn` waits for
/// by its handle goes on.) A process executes one run after the other, so statics, the
/// environment and the current directory stay as a run has left them, until the process is replaced.
///
/// # How runs end
///
/// A result, an error and a panic are told as from a thread; of an error its text and
/// those of its sources, since its type stays there ([`cause`](crate::JobError::cause) has them). Beyond that:
///
/// * *A `timeout`, a cancellation*: the process is killed (SIGKILL), with all that the job has
///   started and that has not left its process group. A plain `fn` ends there, too.
/// * *A crash*: a signal, `abort`, `exit`, no more memory: the run's error is of the kind
///   [`Crashed`], names the signal or the exit status, and shows the last lines of
///   stderr. [`Retry`](crate::Retry) tries such a run again.
/// * *This process is killed*: its workers notice and kill themselves.
///
/// A run that has had its turn waits for a process to be started, some milliseconds, and its
/// `timeout` counts that. Whether it is missed is decided before.
///
/// # What it writes and logs
///
/// Lines on stdout and stderr become events of `tracing`, in the run's span, at the level
/// INFO, with the targets `aps::job::stdout` and `aps::job::stderr`; what the job logs with
/// `tracing` (events, not spans) has the target `aps::job::log`, with its own target and fields
/// as `job_target` and `job_fields`. All of it is told before the run's outcome is. In a program
/// without a `tracing` subscriber the lines go to its own stdout and stderr. A line is cut
/// after 8 KiB, and a run after 1 MiB, and each cut is told. What a run leaves behind and
/// writes later counts for the next run of its process.
///
/// # Limits and security
///
/// Arguments and results are JSON of at most 64 MiB and 120 levels; what is larger is that run's error. They
/// go over a socket that has no name and that only the two processes have, never on a command
/// line or in a file. A job finds `/dev/null` on its stdin. Its environment is emptied but for
/// `PATH`, `HOME`, `LANG`, `LC_*`, `TZ`, `TMPDIR`, `USER` and `RUST_BACKTRACE`, and what
/// [`env`](Self::env) and [`inherit_env`](Self::inherit_env) add. Of the files that this process has
/// open it finds those without `CLOEXEC`: Rust opens none so, C may. No shell is involved. This keeps
/// mistakes apart; it is no jail: a worker is the same user, with the same files and network.
///
/// # Shutdown
///
/// Runs that it has are executed. Workers that wait for work are killed at once, and the others
/// when their run has ended.
///
/// [`State`]: crate::State
/// [`JobContext`]: crate::JobContext
/// [`NotExecutable`]: crate::ErrorKind::NotExecutable
/// [`WorkerProcess`]: crate::ErrorKind::WorkerProcess
/// [`Crashed`]: crate::JobErrorKind::Crashed
pub struct ProcessPoolExecutor {
    options: Options,
    places: Arc<Semaphore>,
    entrance: Mutex<Option<Entrance>>,
}

impl ProcessPoolExecutor {
    /// A pool of at most `workers` processes. With 0 the scheduler is not
    /// [built](crate::SchedulerBuilder::build), as with every other size of 0.
    pub fn new(workers: usize) -> Self {
        let places = Arc::new(Semaphore::new(workers.min(Semaphore::MAX_PERMITS)));
        ProcessPoolExecutor { options: Options::new(workers), places, entrance: Mutex::default() }
    }

    /// How many runs wait for a process before the pool is [full](Executor::capacity). Default:
    /// 10,000, which are some megabytes.
    #[must_use]
    pub fn max_queue(mut self, max_queue: usize) -> Self {
        self.options.max_queue = max_queue;
        self
    }

    /// Replaces a process when it has executed so many runs, for jobs that leak memory or leave
    /// other things behind. Default: never.
    #[must_use]
    pub fn max_runs_per_worker(mut self, runs: u32) -> Self {
        self.options.max_runs_per_worker = Some(runs);
        self
    }

    /// How much memory each process may have, in bytes. One that wants more dies, mostly by an
    /// abort. Default: as much as this process.
    ///
    /// `RUST_BACKTRACE` is not inherited then: who finds no memory for an allocation finds
    /// none for the backtrace, and the standard library would wait for ever in place of aborting. A
    /// scheduler whose pool is given it all the same, other than as `0`, is not built.
    ///
    /// It is a limit of the private memory that can be written (`RLIMIT_DATA`) on Linux, where
    /// that of addresses would count what threads only reserve; elsewhere that of addresses
    /// (`RLIMIT_AS`), which macOS does not enforce. A limit is for one process: what a job starts
    /// has as much again.
    #[must_use]
    pub fn memory_limit(mut self, bytes: u64) -> Self {
        self.options.memory_limit = Some(bytes);
        self
    }

    /// For how long each run may compute, on all its threads together. Counted in whole seconds,
    /// rounded up. One that computes for longer is killed by SIGXCPU. Default: no limit.
    ///
    /// Waiting does not count: for that there is a job's `timeout`.
    #[must_use]
    pub fn cpu_time_limit(mut self, limit: Duration) -> Self {
        self.options.cpu_time_limit = Some(limit);
        self
    }

    /// Adds a variable to the environment of the processes.
    #[must_use]
    pub fn env(mut self, name: impl Into<OsString>, value: impl Into<OsString>) -> Self {
        self.options.given.push((name.into(), value.into()));
        self
    }

    /// Lets the processes have a variable of this process, if it is set.
    #[must_use]
    pub fn inherit_env(mut self, name: impl Into<OsString>) -> Self {
        self.options.inherited.push(name.into());
        self
    }

    fn entrance(&self) -> MutexGuard<'_, Option<Entrance>> {
        self.entrance.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Executor for ProcessPoolExecutor {
    fn check(&self) -> Result<(), ExecutorError> {
        self.options.check()
    }

    fn start(&self) -> Result<(), ExecutorError> {
        self.check()?;
        let (program, runtime) = (Program::find()?, Handle::try_current()?);
        let entrance = Entrance::open(self.options.clone(), self.places.clone(), program, runtime);
        *self.entrance() = Some(entrance);
        Ok(())
    }

    fn submit(&self, run: Run) -> Result<(), Rejected> {
        if let Callee::Closure(_) = run.function() {
            return Err(Rejected::new(run, "a closure exists in the process of the scheduler only"));
        }
        let Some(entrance) = self.entrance().clone() else {
            return Err(Rejected::new(run, "the process pool is not running"));
        };
        entrance.take(run)
    }

    fn shutdown(&self) {
        if let Some(entrance) = self.entrance().take() {
            entrance.pool.retire();
        }
    }

    fn runs_elsewhere(&self) -> bool {
        true
    }

    fn capacity(&self) -> Option<usize> {
        Some(self.options.workers.saturating_add(self.options.max_queue))
    }
}

/// Runs that it has still end; processes that wait for work are killed.
impl Drop for ProcessPoolExecutor {
    fn drop(&mut self) {
        self.shutdown();
    }
}

impl fmt::Debug for ProcessPoolExecutor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProcessPoolExecutor")
            .field("options", &self.options)
            .field("free_places", &self.places.available_permits())
            .field("entrance", &self.entrance())
            .finish()
    }
}
