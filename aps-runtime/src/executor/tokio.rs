use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::{Arc, PoisonError, RwLock};
use std::task::{Context, Poll, Waker};

use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::spawn_blocking;

use super::{Executor, ExecutorError, MAX_QUEUE, Rejected, Run};

/// Runs `async fn` jobs as tasks of the tokio runtime that the scheduler was
/// started in, and plain `fn` jobs on that runtime's pool for blocking work.
///
/// Without limit, unless it is given one:
///
/// ```
/// use aps_runtime::prelude::*;
/// use aps_runtime::TokioExecutor;
///
/// let downloads = TokioExecutor::new().max_concurrency(20).max_queue(100);
/// let scheduler = Scheduler::builder().executor("downloads", downloads).build()?;
/// # Ok::<(), aps_runtime::Error>(())
/// ```
#[derive(Debug)]
pub struct TokioExecutor {
    runtime: RwLock<Option<Handle>>,
    /// What lets runs begin, if not all may at once.
    turns: Option<Turns>,
    max_queue: usize,
}

#[derive(Debug)]
struct Turns {
    max_concurrency: usize,
    free: Arc<Semaphore>,
}

const NO_CONCURRENCY: &str = "a `max_concurrency` of 0 would let nothing run
  = help: leave it out for no limit";

impl TokioExecutor {
    /// A new executor, without limit.
    pub fn new() -> Self {
        TokioExecutor { runtime: RwLock::default(), turns: None, max_queue: MAX_QUEUE }
    }

    /// How many runs go on at a time; the others wait in a queue, in order. With 0 the scheduler
    /// does not start. Default: any number.
    #[must_use]
    pub fn max_concurrency(mut self, max_concurrency: usize) -> Self {
        let free = Semaphore::new(max_concurrency.min(Semaphore::MAX_PERMITS));
        self.turns = Some(Turns { max_concurrency, free: Arc::new(free) });
        self
    }

    /// How many runs wait for their turn before the executor is [full](Executor::capacity).
    /// Default: 10,000. Where there is no [`max_concurrency`](Self::max_concurrency), none waits.
    #[must_use]
    pub fn max_queue(mut self, max_queue: usize) -> Self {
        self.max_queue = max_queue;
        self
    }
}

impl Default for TokioExecutor {
    fn default() -> Self {
        TokioExecutor::new()
    }
}

impl Executor for TokioExecutor {
    fn start(&self) -> Result<(), ExecutorError> {
        if self.turns.as_ref().is_some_and(|turns| turns.max_concurrency == 0) {
            return Err(NO_CONCURRENCY.into());
        }
        *self.runtime.write().unwrap_or_else(PoisonError::into_inner) = Some(Handle::try_current()?);
        Ok(())
    }

    fn submit(&self, run: Run) -> Result<(), Rejected> {
        // Cloned: a runtime that is gone drops the run at once, which may call the user's code.
        let runtime = self.runtime.read().unwrap_or_else(PoisonError::into_inner).clone();
        let Some(runtime) = runtime else {
            return Err(Rejected::new(run, "the tokio executor is not running"));
        };
        match (&self.turns, run) {
            (Some(turns), run) => drop(runtime.spawn(execute_in_turn(turns.next(), run))),
            (None, Run::Async(run)) => drop(runtime.spawn(run.execute())),
            (None, Run::Blocking(run)) => drop(runtime.spawn_blocking(|| run.execute())),
        }
        Ok(())
    }

    fn shutdown(&self) {
        *self.runtime.write().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn capacity(&self) -> Option<usize> {
        self.turns.as_ref().map(|turns| turns.max_concurrency.saturating_add(self.max_queue))
    }
}

impl Turns {
    /// The next turn. It is asked for now, and not when this is first waited for, so that runs
    /// begin in the order in which they came.
    fn next(&self) -> impl Future<Output = Option<OwnedSemaphorePermit>> + Send + 'static {
        let mut turn = Box::pin(self.free.clone().acquire_owned());
        let mut asked = Some(turn.as_mut().poll(&mut Context::from_waker(Waker::noop())));
        poll_fn(move |context| match asked.take() {
            Some(Poll::Ready(turn)) => Poll::Ready(turn.ok()),
            Some(Poll::Pending) | None => turn.as_mut().poll(context).map(Result::ok),
        })
    }
}

async fn execute_in_turn(turn: impl Future<Output = Option<OwnedSemaphorePermit>>, run: Run) {
    let _turn = pin!(turn).await;
    match run {
        Run::Async(run) => run.execute().await,
        // The run contains the panics of its job; else the runtime is gone.
        Run::Blocking(run) => drop(spawn_blocking(|| run.execute()).await),
    }
}
