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

/// Runs jobs in processes of their own, a limited number at a time; the others wait in a queue,
/// in order. It is for work that is heavy, since each process computes by itself, and for work
/// that is dangerous: whatever a job does to its process, this process and the other runs are
/// not affected.
///
/// It corresponds to APScheduler's `ProcessPoolExecutor`. It works on Unix only, and needs the
/// feature `process-pool`.
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
/// A worker is this program, started once more, which then waits for calls instead of doing
/// what `main` does. So the program must say where that happens:
///
/// | program | what it does |
/// |---|---|
/// | with `#[aps_runtime::main]` | nothing: the attribute does it |
/// | with a `main` of its own | calls [`process_worker`](crate::process_worker) first of all |
/// | of tests | has [`testing::process_worker!`](crate::testing::process_worker) in it, once |
///
/// If the program does none of this, the scheduler does not start, and says so. So no process
/// is ever started that would run the whole program a second time. Workers are started when
/// there is work for them. A worker that has died is replaced when the next run needs one.
///
/// # What runs there
///
/// Functions with `#[job]` or `#[scheduled_job]`, `async` or not, with their arguments. What
/// exists in this process only cannot be sent: closures and functions with [`State`] parameters
/// are refused when a job is added, changed or declared ([`NotExecutable`]). The worker finds
/// the function by its name among those that are linked into the program
/// ([`Registry::linked`](crate::Registry::linked)), so it does not have the additional
/// functions of a registry made by hand.
///
/// [`JobContext`] has the job's id, the time, the attempt and the deadline. The scheduler is not there: whatever you
/// await on [`scheduler`](crate::JobContext::scheduler) fails with [`WorkerProcess`], and it has no runs to show or
/// cancel. Return a [`Json`](crate::Json) that tells a listener what is to happen next.
///
/// Both an `async fn` and a plain `fn` run on the process's first thread, inside a tokio runtime.
/// (The runtime has one more thread, so that whatever a plain `fn` waits for through its handle
/// makes progress.) A process executes one run after the other, so statics, the environment and the
/// current directory stay as a run has left them, until the process is replaced.
///
/// # How runs end
///
/// A result, an error and a panic are reported as from a thread. Of an error, only its text and the texts of
/// its sources arrive ([`cause`](crate::JobError::cause) has them), since its type cannot be sent. Beyond
/// that:
///
/// * *A `timeout`, a cancellation*: the process is killed (SIGKILL), with everything that the
///   job has started and that has not left its process group. So this ends a plain `fn`, too.
/// * *A crash* (a signal, `abort`, `exit`, no more memory): the run's error is of the kind
///   [`Crashed`], names the signal or the exit status, and shows the last lines of stderr.
///   [`Retry`](crate::Retry) tries such a run again.
/// * *This process is killed*: its workers notice and kill themselves.
///
/// When it is a run's turn, it may have to wait some milliseconds until a process is started.
/// That counts for its `timeout`. Whether the run is missed is decided before that.
///
/// # What it writes and logs
///
/// Lines on stdout and stderr become events of `tracing`, in the run's span, at the level INFO,
/// with the targets `aps::job::stdout` and `aps::job::stderr`; what the job logs with `tracing`
/// (events, not spans) has the target `aps::job::log`, with its own target and fields as
/// `job_target` and `job_fields`. All of it is reported before the run's outcome. In a program
/// without a `tracing` subscriber, the lines go to the program's own stdout and stderr. A line
/// is cut after 8 KiB, and the output of a run after 1 MiB; each cut is reported. If a run
/// leaves something behind that writes later, that counts for the next run of its process.
///
/// # Limits and security
///
/// Arguments and results are JSON of at most 64 MiB and 120 levels; anything larger is an error of that run.
/// They go over a socket that has no name and that only the two processes have, never on a command line or
/// in a file. A job finds `/dev/null` on its stdin. Its environment is emptied but for `PATH`, `HOME`,
/// `LANG`, `LC_*`, `TZ`, `TMPDIR`, `USER` and `RUST_BACKTRACE`, and what [`env`](Self::env) and
/// [`inherit_env`](Self::inherit_env) add. It inherits those open files of this process that do not have
/// `CLOEXEC`: Rust opens no files that way, C code may. No shell is involved. This isolates mistakes, but it
/// is not a sandbox: a worker runs as the same user, with the same files and network.
///
/// # Shutdown
///
/// Runs that the pool has accepted are still executed. Workers that wait for work are killed at
/// once, and the others when their run has ended.
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
    /// 10,000, which take a few megabytes.
    #[must_use]
    pub fn max_queue(mut self, max_queue: usize) -> Self {
        self.options.max_queue = max_queue;
        self
    }

    /// Replaces a process when it has executed this many runs, for jobs that leak memory or
    /// leave other things behind. Default: never.
    #[must_use]
    pub fn max_runs_per_worker(mut self, runs: u32) -> Self {
        self.options.max_runs_per_worker = Some(runs);
        self
    }

    /// How much memory each process may have, in bytes. A process that needs more dies, usually
    /// by an abort. Default: the limit of this process.
    ///
    /// `RUST_BACKTRACE` is not inherited then: a process without memory for an allocation has none
    /// for the backtrace either, and the standard library would wait for ever instead of aborting.
    /// If the pool is given the variable all the same, with a value other than `0`, the scheduler
    /// is not built.
    ///
    /// On Linux, this limits private writable memory (`RLIMIT_DATA`); a limit of the address
    /// space would count what threads only reserve. Elsewhere it limits the address space
    /// (`RLIMIT_AS`), which macOS does not enforce. The limit is for one process: each process
    /// that a job starts may have as much again.
    #[must_use]
    pub fn memory_limit(mut self, bytes: u64) -> Self {
        self.options.memory_limit = Some(bytes);
        self
    }

    /// How much CPU time each run may use, on all its threads together, in whole seconds,
    /// rounded up. A run that uses more is killed by SIGXCPU. Default: no limit.
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

    /// Passes an environment variable of this process on to the processes, if it is set.
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
