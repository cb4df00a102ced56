use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use aps_triggers::TimeZone;
use chrono::{DateTime, Utc};
use tokio::runtime::Handle;

use super::Scheduler;
use super::instances::Instances;
use super::request::JobRequest;
use crate::activity::{Activity, Phase};
use crate::clock::Clock;
use crate::error::{Error, ErrorKind};
use crate::event::Event;
use crate::executor::{Executor, RunObserver};
use crate::job::{JobContext, JobDefaults, JobId, States};
use crate::listeners::Listeners;
use crate::panics::contain;
use crate::registry::Registry;
use crate::store::{JobStore, StoreError};

/// What all handles of a scheduler share.
#[derive(Debug)]
pub(crate) struct Core {
    pub(crate) clock: Arc<dyn Clock>,
    pub(super) timezone: TimeZone,
    pub(super) defaults: JobDefaults,
    pub(super) jobstore_retry_interval: Duration,
    pub(super) registry: Registry,
    pub(crate) states: States,
    pub(super) stores: Vec<NamedStore>,
    pub(super) executors: Vec<NamedExecutor>,
    pub(super) listeners: Listeners,
    pub(super) instances: Instances,
    /// Jobs that wait for the first start; see [`Scheduler::add_job`].
    pub(super) pending: Mutex<VecDeque<JobRequest>>,
    /// The runtime it was started in.
    pub(super) runtime: Mutex<Option<Handle>>,
    pub(crate) activity: Activity,
}

/// A store and the alias it goes by.
#[derive(Debug)]
pub(super) struct NamedStore {
    pub(super) alias: Arc<str>,
    pub(super) store: Box<dyn JobStore>,
    /// The store has failed and is left alone until then.
    retry_at: Mutex<Option<DateTime<Utc>>>,
}

impl NamedStore {
    pub(super) fn new(alias: Arc<str>, store: Box<dyn JobStore>) -> Self {
        NamedStore { alias, store, retry_at: Mutex::default() }
    }

    pub(super) fn retry_at(&self) -> Option<DateTime<Utc>> {
        *self.retry_at.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn set_retry_at(&self, retry_at: Option<DateTime<Utc>>) {
        *self.retry_at.lock().unwrap_or_else(PoisonError::into_inner) = retry_at;
    }

    pub(super) fn error(&self, error: StoreError) -> Error {
        Error::store(&self.alias, error)
    }
}

/// An executor and the alias it goes by.
#[derive(Debug)]
pub(super) struct NamedExecutor {
    pub(super) alias: Arc<str>,
    pub(super) executor: Box<dyn Executor>,
}

impl Core {
    pub(super) fn pending(&self) -> MutexGuard<'_, VecDeque<JobRequest>> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn runtime(&self) -> Option<Handle> {
        self.runtime.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn set_runtime(&self, runtime: Handle) {
        *self.runtime.lock().unwrap_or_else(PoisonError::into_inner) = Some(runtime);
    }

    pub(super) fn shut_down_executors(&self) {
        for named in &self.executors {
            if let Err(message) = contain(|| named.executor.shutdown()) {
                tracing::error!(executor = %named.alias, message, "an executor panicked at its shutdown");
            }
        }
    }

    pub(super) fn store(&self, alias: &str) -> Result<&NamedStore, Error> {
        let found = self.stores.iter().find(|named| *named.alias == *alias);
        found.ok_or_else(|| {
            let known = self.stores.iter().map(|named| &*named.alias);
            Error::unknown_alias(ErrorKind::UnknownJobStore, "job store", alias, known)
        })
    }

    pub(super) fn executor(&self, alias: &str) -> Result<&dyn Executor, Error> {
        let found = self.executors.iter().find(|named| *named.alias == *alias);
        found.map(|named| &*named.executor).ok_or_else(|| {
            let known = self.executors.iter().map(|named| &*named.alias);
            Error::unknown_alias(ErrorKind::UnknownExecutor, "executor", alias, known)
        })
    }
}

impl RunObserver for Core {
    fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    fn context(self: Arc<Self>, job_id: &JobId, scheduled_run_time: DateTime<Utc>) -> JobContext {
        JobContext::new(job_id.clone(), scheduled_run_time, Scheduler { core: self })
    }

    fn notify(&self, event: Event) {
        self.listeners.notify(&event);
    }

    fn goes_on(&self) -> bool {
        matches!(self.activity.phase(), Phase::Running | Phase::Paused)
    }

    fn submission_ended(&self, jobstore: &Arc<str>, job_id: &JobId) {
        if self.instances.end(jobstore, job_id) {
            self.notify_removed(jobstore, job_id);
        }
        self.activity.run_ended();
    }
}
