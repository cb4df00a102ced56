//! Who asks for things about jobs, as one more node of the store each time, which runs nothing.

use std::collections::BTreeSet;
use std::future::Future;
use std::path::Path;
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use aps_runtime::ErrorKind;
use aps_runtime::prelude::*;
use tokio::runtime::Runtime;

use super::super::clock::pause;
use super::super::node::scheduler;
use super::super::{ControllerLog, Failpoint, NodeLog, Point, Workshop};
use super::Failure;
use super::reader::{BAD_IDS, Reader};
use super::workload::{Task, bad};
use crate::CallKind;

/// What is to be asked for.
#[derive(Debug)]
pub(super) enum Order {
    /// A pause, and what ends it, so much later.
    Pause {
        job_id: String,
        length: Duration,
        catch_up: bool,
    },
    Add(Task),
    Remove(String),
    Stop,
}

pub(super) struct Clerk<'a> {
    log: &'a ControllerLog,
    /// One call at a time, and none while it could be forgotten.
    calls: &'a Mutex<()>,
    url: String,
    workshop: Workshop,
    runtime: Runtime,
    /// The jobs that are there.
    job_ids: Mutex<BTreeSet<String>>,
}

/// How often something is asked for that is not done.
const PATIENCE: u32 = 200;
const BEFORE_THE_NEXT: Duration = Duration::from_millis(250);

impl<'a> Clerk<'a> {
    pub(super) fn new(
        log: &'a ControllerLog,
        calls: &'a Mutex<()>,
        directory: &Path,
        url: String,
    ) -> Result<Self, Failure> {
        let failpoint = Arc::new(Failpoint::new(Point::InBody, u64::MAX));
        let workshop = Workshop { log: NodeLog::begin(directory, "clerk")?, failpoint };
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        Ok(Clerk { log, calls, url, workshop, runtime, job_ids: Mutex::default() })
    }

    /// Does what is asked for, in order, until it is to stop.
    pub(super) fn serve(&self, orders: Receiver<Order>) -> Result<(), Failure> {
        for order in orders {
            match order {
                Order::Stop => break,
                Order::Pause { job_id, length, catch_up } => {
                    self.ask(CallKind::Pause, &job_id, None)?;
                    pause(length);
                    let kind = if catch_up { CallKind::CatchUp } else { CallKind::Resume };
                    self.ask(kind, &job_id, None)?;
                }
                Order::Add(task) => {
                    self.log.job(&task.job)?;
                    self.ask(CallKind::Add, &task.job.id, Some(&task))?;
                }
                Order::Remove(job_id) => self.ask(CallKind::Remove, &job_id, None)?,
            }
        }
        Ok(())
    }

    /// Pauses all jobs, so that nothing begins any more.
    pub(super) fn pause_all(&self) -> Result<(), Failure> {
        let job_ids = self.job_ids().clone();
        self.runtime.block_on(async {
            let scheduler = self.join().await?;
            for job_id in job_ids {
                let call = self.log.invoke(CallKind::Pause, &job_id)?;
                scheduler.pause_job(&job_id).await?;
                self.log.returned(call, Some(true))?;
            }
            scheduler.shutdown(Wait::ForJobs).await?;
            Ok(())
        })
    }

    /// The jobs from the beginning, and those that no node can run.
    pub(super) fn add(&self, tasks: &[Task]) -> Result<(), Failure> {
        self.runtime.block_on(async {
            let scheduler = self.join().await?;
            for task in tasks {
                self.log.job(&task.job)?;
                let call = self.log.invoke(CallKind::Add, &task.job.id)?;
                task.add(&scheduler).await?;
                self.log.returned(call, Some(true))?;
                self.job_ids().insert(task.job.id.clone());
            }
            scheduler.shutdown(Wait::ForJobs).await?;
            let calls = BAD_IDS.map(|id| {
                self.log.job(&bad(id))?;
                self.log.invoke(CallKind::Add, id)
            });
            Reader::connect(&self.url).await?.add_bad_jobs().await?;
            for call in calls {
                self.log.returned(call?, Some(true))?;
            }
            Ok(())
        })
    }

    /// Asks until it is done.
    fn ask(&self, kind: CallKind, job_id: &str, task: Option<&Task>) -> Result<(), Failure> {
        let mut last = String::new();
        for _ in 0..PATIENCE {
            let turn = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
            let asked = self.runtime.block_on(async {
                let scheduler = self.join().await?;
                let call = self.log.invoke(kind, job_id)?;
                let result = self.call(&scheduler, kind, job_id, task).await;
                // An error may hide that it was done after all.
                self.log.returned(call, result.is_ok().then_some(true))?;
                leave(&scheduler).await;
                Ok::<_, Failure>(result?)
            });
            match asked {
                Ok(()) => {
                    match kind {
                        CallKind::Add => self.job_ids().insert(job_id.to_owned()),
                        CallKind::Remove => self.job_ids().remove(job_id),
                        _ => true,
                    };
                    return Ok(());
                }
                Err(error) => last = error.to_string(),
            }
            drop(turn);
            pause(BEFORE_THE_NEXT);
        }
        Err(format!("cannot {kind:?} {job_id}: {last}").into())
    }

    async fn call(
        &self,
        scheduler: &Scheduler,
        kind: CallKind,
        job_id: &str,
        task: Option<&Task>,
    ) -> aps_runtime::Result<()> {
        match kind {
            CallKind::Add => match task {
                Some(task) => once(task.add(scheduler), ErrorKind::ConflictingId).await,
                None => Ok(()),
            },
            CallKind::Pause => scheduler.pause_job(job_id).await,
            CallKind::Resume => scheduler.resume_job(job_id).await,
            CallKind::CatchUp => scheduler.resume_job(job_id).catch_up(true).await,
            CallKind::Remove => once(scheduler.remove_job(job_id).into_future(), ErrorKind::JobLookup).await,
        }
    }

    fn job_ids(&self) -> MutexGuard<'_, BTreeSet<String>> {
        self.job_ids.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn join(&self) -> Result<Scheduler, Failure> {
        let scheduler =
            scheduler(&self.url, self.workshop.clone(), None).map_err(|error| error.to_string())?;
        scheduler.start_paused().await?;
        Ok(scheduler)
    }
}

/// The error by which is told that it has been done before.
async fn once(
    verb: impl Future<Output = aps_runtime::Result<()>>,
    done: ErrorKind,
) -> aps_runtime::Result<()> {
    match verb.await {
        Err(error) if error.kind() == done => Ok(()),
        result => result,
    }
}

async fn leave(scheduler: &Scheduler) {
    // Should the store be away, its lease runs out.
    let _ = scheduler.shutdown(Wait::ForJobs).await;
}
