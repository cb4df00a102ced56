use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use tokio::runtime::Handle;

use super::{Executor, ExecutorError, MAX_QUEUE, Rejected, Run};
use crate::clock;
use crate::panics::contain;
use crate::sync::{Condvar, Mutex, MutexGuard, thread};

/// Runs jobs on its own threads, at most `max_workers` at a time; the others wait
/// in a queue, in order.
///
/// Threads are started when there is work for them, and end when there has been none for a
/// while. An `async fn` job occupies one of them until it ends. A plain `fn` may block, so it
/// may call the scheduler's methods with [`wait`](crate::Verb::wait). To call other async
/// functions it can use `tokio::runtime::Handle::current()`.
///
/// ```
/// use std::time::Duration;
/// use aps_runtime::prelude::*;
///
/// let reports = ThreadPoolExecutor::new(4).name("reports").max_queue(100).idle_timeout(Duration::from_secs(10));
/// let scheduler = Scheduler::builder().executor("reports", reports).build()?;
/// # Ok::<(), aps_runtime::Error>(())
/// ```
pub struct ThreadPoolExecutor {
    max_workers: usize,
    max_queue: usize,
    name: Arc<str>,
    idle_timeout: Duration,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    /// Told when there is work, or none will come.
    changed: Condvar,
}

#[derive(Default)]
struct State {
    queue: VecDeque<Run>,
    workers: usize,
    idle: usize,
    /// How many there have been, so that each has a name of its own.
    started: u64,
    /// The runtime for `async fn` jobs; `None` while the pool is shut down.
    runtime: Option<Handle>,
}

const NO_WORKERS: &str = "a pool of 0 threads would run nothing
  = help: `ThreadPoolExecutor::new(10)` has as many as APScheduler's by default";

impl ThreadPoolExecutor {
    /// A pool of at most `max_workers` threads. With 0 the scheduler is not
    /// [built](crate::SchedulerBuilder::build).
    pub fn new(max_workers: usize) -> Self {
        ThreadPoolExecutor {
            max_workers,
            max_queue: MAX_QUEUE,
            name: "worker".into(),
            idle_timeout: Duration::from_secs(60),
            shared: Arc::default(),
        }
    }

    /// How many runs wait for a thread before the pool is [full](Executor::capacity). Default:
    /// 10,000, which take a few megabytes.
    #[must_use]
    pub fn max_queue(mut self, max_queue: usize) -> Self {
        self.max_queue = max_queue;
        self
    }

    /// What its threads are called: `reports` makes `aps-reports-1`, `aps-reports-2`… Default:
    /// `worker`. Linux shows the first 15 bytes.
    #[must_use]
    pub fn name(mut self, name: impl Into<Arc<str>>) -> Self {
        self.name = name.into();
        self
    }

    /// How long a thread waits for work before it ends. Default: one minute.
    #[must_use]
    pub fn idle_timeout(mut self, idle_timeout: Duration) -> Self {
        self.idle_timeout = idle_timeout;
        self
    }

    fn start_worker(&self, state: &mut State, runtime: Handle) -> std::io::Result<()> {
        let name = format!("aps-{}-{}", self.name, state.started + 1);
        let (shared, idle_timeout) = (self.shared.clone(), self.idle_timeout);
        thread::Builder::new().name(name).spawn(move || shared.work(runtime, idle_timeout))?;
        state.workers += 1;
        state.started += 1;
        Ok(())
    }
}

impl Executor for ThreadPoolExecutor {
    fn check(&self) -> Result<(), ExecutorError> {
        if self.max_workers == 0 {
            return Err(NO_WORKERS.into());
        }
        if self.name.contains('\0') {
            return Err(format!("`{}` cannot be the name of threads", self.name.escape_debug()).into());
        }
        Ok(())
    }

    fn start(&self) -> Result<(), ExecutorError> {
        self.check()?;
        self.shared.lock().runtime = Some(Handle::try_current()?);
        Ok(())
    }

    fn submit(&self, run: Run) -> Result<(), Rejected> {
        let mut state = self.shared.lock();
        let Some(runtime) = state.runtime.clone() else {
            return Err(Rejected::new(run, "the thread pool is not running"));
        };
        // An idle worker that was woken but has not yet run still counts as idle,
        // hence the comparison with the queue instead of with nought.
        if state.queue.len() >= state.idle
            && state.workers < self.max_workers
            && let Err(error) = self.start_worker(&mut state, runtime)
        {
            tracing::error!(%error, "a worker thread could not be started");
            if state.workers == 0 {
                return Err(Rejected::new(run, "no worker thread could be started"));
            }
        }
        state.queue.push_back(run);
        self.shared.changed.notify_one();
        Ok(())
    }

    fn shutdown(&self) {
        self.shared.lock().runtime = None;
        self.shared.changed.notify_all();
    }

    fn capacity(&self) -> Option<usize> {
        Some(self.max_workers.saturating_add(self.max_queue))
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The life of a worker: until the queue is empty and the pool is shut down, or nothing
    /// has come for so long.
    ///
    /// It keeps a runtime, because what is queued is still executed after a shutdown.
    fn work(&self, mut runtime: Handle, idle_timeout: Duration) {
        let (mut state, mut has_waited) = (self.lock(), false);
        loop {
            if let Some(current) = &state.runtime {
                runtime = current.clone();
            }
            if let Some(run) = state.queue.pop_front() {
                drop(state);
                execute(run, &runtime);
                (state, has_waited) = (self.lock(), false);
            } else if state.runtime.is_none() || has_waited {
                state.workers -= 1;
                return;
            } else {
                state.idle += 1;
                (state, has_waited) = clock::wait_timeout(&self.changed, state, idle_timeout);
                state.idle -= 1;
            }
        }
    }
}

/// A run contains the panics of its job. Whatever else may panic must not cost
/// the pool a thread that it believes to have.
fn execute(run: Run, runtime: &Handle) {
    let executed = contain(|| match run {
        // Beside the runtime, not in it: the job may use it through its handle, may
        // block, and may have a runtime of its own.
        Run::Blocking(run) => {
            let _beside = runtime.enter();
            run.execute();
        }
        Run::Async(run) => runtime.block_on(run.execute()),
    });
    if let Err(message) = executed {
        tracing::error!(message, "a run panicked outside its job");
    }
}

/// The threads end when there is nothing left to do.
impl Drop for ThreadPoolExecutor {
    fn drop(&mut self) {
        self.shutdown();
    }
}

impl fmt::Debug for ThreadPoolExecutor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.shared.lock();
        f.debug_struct("ThreadPoolExecutor")
            .field("max_workers", &self.max_workers)
            .field("max_queue", &self.max_queue)
            .field("name", &self.name)
            .field("idle_timeout", &self.idle_timeout)
            .field("workers", &state.workers)
            .field("queued", &state.queue.len())
            .finish()
    }
}
