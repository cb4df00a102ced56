//! The life of a worker process: what a `ProcessPoolExecutor` starts in place of this program.

mod life;
mod limits;
mod link;
mod log;

use crate::error::{Error, ErrorKind};
use crate::executor::program;

/// Makes this process a worker, if a [`ProcessPoolExecutor`](crate::ProcessPoolExecutor) has
/// started it as one. Then this function does not return. In every other process it does
/// nothing, and returns at once.
///
/// A `main` without `#[aps_runtime::main]` calls it first of all, on its own thread, since a worker also
/// executes whatever comes before the call. Under `#[tokio::main]` it may be the first line of the body;
/// each worker then also has the threads of that runtime. The attribute `#[aps_runtime::main]` and
/// [`run_main`](crate::run_main) call it themselves. For tests, see
/// [`testing::process_worker!`](crate::testing::process_worker).
///
/// ```no_run
/// use aps_runtime::ProcessPoolExecutor;
/// use aps_runtime::prelude::*;
///
/// #[scheduled_job(cron = "@hourly", id = "report", executor = "processes")]
/// fn report() {}
///
/// fn main() -> aps_runtime::Result<()> {
///     aps_runtime::process_worker();
///     let processes = ProcessPoolExecutor::new(2);
///     Scheduler::builder().executor("processes", processes).build()?.run_blocking()
/// }
/// ```
pub fn process_worker() {
    program::note_entry();
    enter_if_wanted();
}

/// As [`process_worker`], where `main` is not ours.
pub fn enter_if_wanted() {
    if program::is_wanted() {
        life::live();
    }
}

/// The scheduler is in another process, and one of this process would do all its work again.
pub(crate) fn refuse_scheduler() -> Result<(), Error> {
    if !program::is_worker() {
        return Ok(());
    }
    Err(Error::new(
        ErrorKind::WorkerProcess,
        "the scheduler is in another process: this is a worker of its `ProcessPoolExecutor`\n  \
         = help: return a `Json` and let a listener do the rest, or run the job on another executor",
    ))
}

/// Says so where a worker has gone on to do what the program does.
pub(crate) fn refuse_start() -> Result<(), Error> {
    refuse_scheduler()?;
    if !program::is_wanted() {
        return Ok(());
    }
    Err(Error::new(
        ErrorKind::WorkerProcess,
        "this process was started as a worker of a `ProcessPoolExecutor`, and has not become one\n  \
         = help: call `aps_runtime::process_worker()` first of all in `main`",
    ))
}
