//! What runs jobs.

mod call;
mod claim;
mod control;
mod default;
mod ends;
mod inside;
mod observer;
#[cfg(all(unix, feature = "process-pool"))]
mod process;
mod run;
mod submission;
mod task_pool;
mod thread_pool;
mod tokio;

pub use call::Call;
pub use control::{RunInfo, RunState};
pub use default::DefaultExecutor;
#[cfg(all(unix, feature = "process-pool"))]
pub use process::ProcessPoolExecutor;
pub use run::{AsyncRun, BlockingRun, Run};
pub use thread_pool::ThreadPoolExecutor;
pub use tokio::TokioExecutor;

pub(crate) use claim::Claim;
pub(crate) use control::RunControl;
pub(crate) use inside::is_inside;
pub(crate) use observer::{RunObserver, Timer};
#[cfg(all(unix, feature = "process-pool"))]
pub(crate) use process::{output, program, protocol};
pub(crate) use submission::Submission;
pub(crate) use task_pool::leave_to_other_threads;

use std::error::Error as StdError;
use std::fmt::Debug;
use std::sync::Arc;

use crate::panics::contain;

/// Runs what a scheduler gives it.
///
/// An executor only decides where a [`Run`] is executed. The run itself checks its grace time,
/// observes its timeout, catches panics and reports how it ended.
///
/// # An executor of your own
///
/// This is a complete one. [`executor_contract!`](crate::testing::executor_contract) tests
/// whether an executor keeps to the rules.
///
#[doc = concat!("```\n", include_str!("../../docs/thread_per_run.rs"), "```")]
#[doc(alias = "BaseExecutor")]
pub trait Executor: Debug + Send + Sync + 'static {
    /// Checks that it can run anything at all, with the options that it was given. Called when
    /// the scheduler is [built](crate::SchedulerBuilder::build). Default: it can.
    ///
    /// # Errors
    ///
    /// If its options cannot work, such as a pool without threads. The error says what to write instead. The
    /// scheduler is then not built: [`ErrorKind::InvalidOption`](crate::ErrorKind::InvalidOption).
    fn check(&self) -> Result<(), ExecutorError> {
        Ok(())
    }

    /// Gets ready. Called inside the tokio runtime whenever the scheduler starts, also after a
    /// shutdown.
    ///
    /// # Errors
    ///
    /// Whatever keeps it from running anything. The scheduler then does not start, and
    /// says why: [`ErrorKind::Executor`](crate::ErrorKind::Executor).
    fn start(&self) -> Result<(), ExecutorError>;

    /// Takes a run, to be executed soon and elsewhere: this call must not block.
    ///
    /// # Errors
    ///
    /// [`Rejected`] gives the run back, with the reason.
    #[doc(alias = "submit_job")]
    fn submit(&self, run: Run) -> Result<(), Rejected>;

    /// Takes several runs that are due at once, each as [`submit`](Self::submit) does, and
    /// gives back those that it does not take. Default: one after the other.
    ///
    /// For executors that have to wake somebody: doing so once for all runs is much faster.
    fn submit_all(&self, runs: Vec<Run>) -> Vec<Rejected> {
        let submit = |run| {
            // It costs the run, which was dropped in the panic, and not those after it.
            let submitted = contain(|| self.submit(run)).unwrap_or_else(|message| {
                tracing::error!(executor = ?self, message, "an executor panicked");
                Ok(())
            });
            submitted.err()
        };
        runs.into_iter().filter_map(submit).collect()
    }

    /// Takes no more runs. Those that it has are still executed.
    fn shutdown(&self);

    /// Whether it runs jobs elsewhere, where the closures and the [`State`](crate::State) of
    /// this process do not exist. Jobs that need them are then refused when they are added or
    /// changed. Default: `false`.
    fn runs_elsewhere(&self) -> bool {
        false
    }

    /// How many runs it holds at a time, counting those that wait in it and those that run;
    /// `None` means no limit. Default: `None`.
    ///
    /// The executor need not count them: the scheduler does. While an executor is full, the jobs
    /// that are due for it stay in their store as they are: nothing is lost, and each starts
    /// when there is room, or is missed if by then its `misfire_grace_time` is over. Jobs of
    /// other executors do not wait for them.
    ///
    /// [`run_now`](crate::Scheduler::run_now), and the next attempt of a run that failed, do not
    /// wait: they are handed over even if the executor is full. `max_instances` limits them.
    ///
    /// It is asked whenever the scheduler looks for due jobs. When the capacity has grown, call
    /// [`Scheduler::wakeup`](crate::Scheduler::wakeup).
    fn capacity(&self) -> Option<usize> {
        None
    }
}

/// For programs that keep a handle on an executor that a scheduler uses.
impl<E: Executor + ?Sized> Executor for Arc<E> {
    fn check(&self) -> Result<(), ExecutorError> {
        (**self).check()
    }

    fn start(&self) -> Result<(), ExecutorError> {
        (**self).start()
    }

    fn submit(&self, run: Run) -> Result<(), Rejected> {
        (**self).submit(run)
    }

    fn submit_all(&self, runs: Vec<Run>) -> Vec<Rejected> {
        (**self).submit_all(runs)
    }

    fn shutdown(&self) {
        (**self).shutdown();
    }

    fn runs_elsewhere(&self) -> bool {
        (**self).runs_elsewhere()
    }

    fn capacity(&self) -> Option<usize> {
        (**self).capacity()
    }
}

/// How many runs wait in an executor that has a queue, if nothing is said: each is less than a
/// kilobyte, and a store keeps what is due as well.
const MAX_QUEUE: usize = 10_000;

/// Why an executor cannot start.
pub type ExecutorError = Box<dyn StdError + Send + Sync>;

/// A run that an executor did not take.
#[derive(Debug)]
pub struct Rejected {
    /// Set apart, so that the result of each hand-over is small.
    pub(crate) run: Box<Run>,
    pub(crate) reason: &'static str,
}

impl Rejected {
    /// Gives a run back.
    pub fn new(run: Run, reason: &'static str) -> Self {
        Rejected { run: Box::new(run), reason }
    }
}
