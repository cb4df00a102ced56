use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use aps_triggers::TimeZone;
use chrono::{DateTime, Utc};

use super::Scheduler;
use super::instances::Instances;
use super::lifecycle::SchedulerState;
use super::request::JobRequest;
use crate::activity::Activity;
use crate::clock::Clock;
use crate::error::{Error, ErrorKind};
use crate::event::Event;
use crate::executor::{Executor, RunObserver};
use crate::job::{JobContext, JobDefaults, JobId};
use crate::listeners::Listeners;
use crate::registry::Registry;
use crate::store::JobStore;

/// What all handles of a scheduler share.
#[derive(Debug)]
pub(crate) struct Core {
    pub(crate) clock: Arc<dyn Clock>,
    pub(super) timezone: TimeZone,
    pub(super) defaults: JobDefaults,
    pub(super) jobstore_retry_interval: Duration,
    pub(super) registry: Registry,
    pub(super) stores: Vec<NamedStore>,
    pub(super) executors: Vec<NamedExecutor>,
    pub(super) listeners: Listeners,
    pub(super) instances: Instances,
    /// Jobs that wait for the first start; see [`Scheduler::add_job`].
    pub(super) pending: Mutex<Vec<JobRequest>>,
    pub(super) state: Mutex<SchedulerState>,
    pub(crate) activity: Activity,
}

/// A store and the alias it goes by.
#[derive(Debug)]
pub(super) struct NamedStore {
    pub(super) alias: Arc<str>,
    pub(super) store: Box<dyn JobStore>,
}

/// An executor and the alias it goes by.
#[derive(Debug)]
pub(super) struct NamedExecutor {
    pub(super) alias: Arc<str>,
    pub(super) executor: Box<dyn Executor>,
}

impl Core {
    pub(super) fn state(&self) -> MutexGuard<'_, SchedulerState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn pending(&self) -> MutexGuard<'_, Vec<JobRequest>> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
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

    fn submission_ended(&self, jobstore: &Arc<str>, job_id: &JobId) {
        if self.instances.end(jobstore, job_id) {
            self.notify_removed(jobstore, job_id);
        }
        self.activity.run_ended();
    }
}
