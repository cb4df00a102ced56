use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::runtime::Handle;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::crash;
use super::options::Options;
use super::output::Transcript;
use super::program::Program;
use super::protocol::{CallMessage, DEPTH_LIMIT, FRAME_LIMIT, ToWorker, Unsendable, frame};
use super::worker::{Ending, Worker};
use crate::executor::{Call, Rejected, Run};
use crate::job::{JobError, JobErrorKind, JobResult};

/// A pool between a start and its shutdown. The runs that it has keep it for longer.
pub(super) struct Pool {
    options: Options,
    program: Program,
    runtime: Handle,
    /// For so many runs at a time, also of those that were in before a shutdown and a new start.
    places: Arc<Semaphore>,
    /// `None` when no worker is to wait for work any more.
    idle: Mutex<Option<Vec<Worker>>>,
}

/// Where runs come in. When it is dropped, those that are in still run.
#[derive(Debug, Clone)]
pub(super) struct Entrance {
    queue: UnboundedSender<Run>,
    pub(super) pool: Arc<Pool>,
}

impl Entrance {
    pub(super) fn open(options: Options, places: Arc<Semaphore>, program: Program, runtime: Handle) -> Self {
        let (queue, runs) = unbounded_channel();
        let idle = Mutex::new(Some(Vec::new()));
        let pool = Arc::new(Pool { options, program, runtime: runtime.clone(), places, idle });
        runtime.spawn(pool.clone().work(runs));
        Entrance { queue, pool }
    }

    pub(super) fn take(&self, run: Run) -> Result<(), Rejected> {
        let gone = "the runtime of the process pool is gone";
        self.queue.send(run).map_err(|refused| Rejected::new(refused.0, gone))
    }
}

impl Pool {
    /// Gives each run its turn, in the order in which they came.
    async fn work(self: Arc<Self>, mut runs: UnboundedReceiver<Run>) {
        while let Some(run) = runs.recv().await {
            let Ok(place) = self.places.clone().acquire_owned().await else { return };
            self.runtime.spawn(self.clone().execute(run, place));
        }
    }

    async fn execute(self: Arc<Self>, run: Run, _place: OwnedSemaphorePermit) {
        let pool = &self;
        run.execute_with(|call| async move { pool.attempt(&call).await.unwrap_or_else(Err) }).await;
    }

    /// `Err` is what kept it from running.
    async fn attempt(&self, call: &Call) -> Result<JobResult, JobError> {
        let message = message(call)?;
        loop {
            let transcript = Transcript::default();
            let (mut worker, is_new) = match self.idle_worker() {
                Some(worker) => (worker, false),
                None => (self.new_worker().await?, true),
            };
            match worker.call(&message, &transcript).await {
                Ending::Done(result) => {
                    self.keep(worker);
                    return Ok(result);
                }
                // It has died while it was idle. There is one less of those now.
                Ending::Died { begun: false, .. } if !is_new => {}
                Ending::Died { status, begun: false } => {
                    return Err(crash::not_started(status, &self.options, &transcript));
                }
                Ending::Died { status, begun: true } => {
                    return Err(crash::crashed(status, &self.options, &transcript));
                }
                Ending::Broken(error) => return Err(broken(JobErrorKind::Crashed, &error)),
            }
        }
    }

    async fn new_worker(&self) -> Result<Worker, JobError> {
        let transcript = Transcript::silent();
        let mut worker = Worker::spawn(&self.options, &self.program, &self.runtime)
            .map_err(|error| JobError::not_started(format!("no worker process can be started: {error}")))?;
        match worker.greet(&self.options, &transcript).await {
            Ok(()) => Ok(worker),
            Err(Ending::Died { status, .. }) => Err(crash::not_started(status, &self.options, &transcript)),
            Err(Ending::Broken(error)) => Err(broken(JobErrorKind::NotStarted, &error)),
            Err(Ending::Done(_)) => {
                Err(JobError::not_started("a worker process answered before it was asked"))
            }
        }
    }

    fn idle_worker(&self) -> Option<Worker> {
        loop {
            let worker = self.idle().as_mut()?.pop()?;
            if worker.is_alive() {
                return Some(worker);
            }
        }
    }

    /// For the next run, unless it has had its share.
    fn keep(&self, worker: Worker) {
        let share = self.options.max_runs_per_worker;
        let has_had_its_share = share.is_some_and(|share| worker.runs >= share);
        if !has_had_its_share && let Some(idle) = self.idle().as_mut() {
            idle.push(worker);
        }
    }

    /// From now on no worker waits for work.
    pub(super) fn retire(&self) {
        let idle = self.idle().take();
        drop(idle);
    }

    fn idle(&self) -> MutexGuard<'_, Option<Vec<Worker>>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn message(call: &Call) -> Result<Vec<u8>, JobError> {
    let context = call.context();
    let depth = call.arguments().depth();
    if depth > DEPTH_LIMIT {
        return Err(JobError::arguments(format!(
            "they are nested {depth} deep; {DEPTH_LIMIT} at most go to a worker process"
        )));
    }
    let message = ToWorker::Call(CallMessage {
        function: call.function().name().to_owned(),
        arguments: call.arguments().clone(),
        job_id: context.job_id().to_string(),
        scheduled_run_time: context.scheduled_run_time().into(),
        attempt: context.attempt(),
        fence: context.fence(),
        deadline: context.deadline().map(Into::into),
    });
    frame(&message).map_err(|unsendable| match unsendable {
        Unsendable::TooLarge(size) => JobError::arguments(format!(
            "they have {size} bytes as JSON; {FRAME_LIMIT} at most go to a worker process"
        )),
        Unsendable::NoJson(error) => JobError::arguments(error),
    })
}

fn broken(kind: JobErrorKind, error: &std::io::Error) -> JobError {
    JobError::new(kind, format!("the worker process cannot be understood: {error}"))
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let idle = self.idle().as_ref().map(Vec::len);
        f.debug_struct("Pool").field("options", &self.options).field("idle", &idle).finish_non_exhaustive()
    }
}
