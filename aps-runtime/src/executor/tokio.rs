use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::{Arc, PoisonError, RwLock};
use std::task::{Context, Poll, Waker};

use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::spawn_blocking;

use super::task_pool::TaskPool;
use super::{Executor, ExecutorError, MAX_QUEUE, Rejected, Run};

/// Runs `async fn` jobs as tasks of the tokio runtime that the scheduler was
/// started in, and plain `fn` jobs on that runtime's pool for blocking work. A task may
/// execute several runs, one after the other.
///
/// There is no limit, unless you set one:
///
/// ```
/// use aps_runtime::prelude::*;
/// use aps_runtime::TokioExecutor;
///
/// let downloads = TokioExecutor::new().max_concurrency(20).max_queue(100);
/// let scheduler = Scheduler::builder().executor("downloads", downloads).build()?;
/// # Ok::<(), aps_runtime::Error>(())
/// ```
#[doc(alias = "AsyncIOExecutor")]
#[derive(Debug)]
pub struct TokioExecutor {
    running: RwLock<Option<Running>>,
    /// What lets runs begin, if not all may at once.
    turns: Option<Turns>,
    max_queue: usize,
}

#[derive(Debug, Clone)]
struct Running {
    runtime: Handle,
    tasks: Arc<TaskPool>,
}

#[derive(Debug)]
struct Turns {
    max_concurrency: usize,
    free: Arc<Semaphore>,
}

const NO_CONCURRENCY: &str = "a `max_concurrency` of 0 would let nothing run
  = help: leave it out for no limit";

impl TokioExecutor {
    /// A new executor, without a limit.
    pub fn new() -> Self {
        TokioExecutor { running: RwLock::default(), turns: None, max_queue: MAX_QUEUE }
    }

    /// How many runs may go on at a time; the others wait in a queue, in order. With 0 the
    /// scheduler is not [built](crate::SchedulerBuilder::build). Default: any number.
    #[must_use]
    pub fn max_concurrency(mut self, max_concurrency: usize) -> Self {
        let free = Semaphore::new(max_concurrency.min(Semaphore::MAX_PERMITS));
        self.turns = Some(Turns { max_concurrency, free: Arc::new(free) });
        self
    }

    /// How many runs wait for their turn before the executor is [full](Executor::capacity).
    /// Default: 10,000. Without a [`max_concurrency`](Self::max_concurrency), no run waits.
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
    fn check(&self) -> Result<(), ExecutorError> {
        let runs_nothing = self.turns.as_ref().is_some_and(|turns| turns.max_concurrency == 0);
        if runs_nothing { Err(NO_CONCURRENCY.into()) } else { Ok(()) }
    }

    fn start(&self) -> Result<(), ExecutorError> {
        self.check()?;
        let runtime = Handle::try_current()?;
        let tasks = Arc::new(TaskPool::new(runtime.clone()));
        *self.running.write().unwrap_or_else(PoisonError::into_inner) = Some(Running { runtime, tasks });
        Ok(())
    }

    fn submit(&self, run: Run) -> Result<(), Rejected> {
        self.submit_all(vec![run]).pop().map_or(Ok(()), Err)
    }

    fn submit_all(&self, runs: Vec<Run>) -> Vec<Rejected> {
        // Cloned: a runtime that is gone drops the runs at once, which may call the user's code.
        let running = self.running.read().unwrap_or_else(PoisonError::into_inner).clone();
        let Some(running) = running else {
            let reject = |run| Rejected::new(run, "the tokio executor is not running");
            return runs.into_iter().map(reject).collect();
        };
        match &self.turns {
            Some(turns) => running.execute_in_turn(turns, runs),
            None => running.execute(runs),
        }
        Vec::new()
    }

    fn shutdown(&self) {
        *self.running.write().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn capacity(&self) -> Option<usize> {
        self.turns.as_ref().map(|turns| turns.max_concurrency.saturating_add(self.max_queue))
    }
}

impl Running {
    fn execute(&self, runs: Vec<Run>) {
        let mut tasks = Vec::with_capacity(runs.len());
        for run in runs {
            match run {
                Run::Async(run) => tasks.push(run),
                Run::Blocking(run) => drop(self.runtime.spawn_blocking(|| run.execute())),
            }
        }
        self.tasks.submit(tasks);
    }

    fn execute_in_turn(&self, turns: &Turns, runs: Vec<Run>) {
        for run in runs {
            drop(self.runtime.spawn(execute_in_turn(turns.next(), run)));
        }
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
