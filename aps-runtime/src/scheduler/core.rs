use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use aps_triggers::TimeZone;
use aps_triggers::cron::CronExpressions;
use chrono::{DateTime, Utc};
use tokio::runtime::Handle;

use super::Scheduler;
use super::named_store::NamedStore;
use super::pending::Pending;
use super::retries::Retries;
use super::rooms::NamedExecutor;
use super::shutdown::Shutdown;
use crate::activity::{Activity, Phase};
use crate::alias::is_same;
use crate::clock::Clock;
use crate::error::{Error, ErrorKind};
use crate::event::{Event, EventMask, Events};
use crate::executor::{RunControl, RunObserver, Submission, Timer, leave_to_other_threads};
use crate::job::{Attempt, BoxFuture, JobContext, JobId, JobSettings, RunEnd, States};
use crate::panics::contain;
use crate::registry::Registry;

/// What all handles of a scheduler share.
#[derive(Debug)]
pub(crate) struct Core {
    pub(crate) clock: Arc<dyn Clock>,
    pub(super) timezone: TimeZone,
    /// How jobs are run of which nothing else is said.
    pub(super) settings: Arc<JobSettings>,
    /// What jobs with the same crontab share.
    pub(super) expressions: CronExpressions,
    pub(super) jobstore_retry_interval: Duration,
    pub(super) registry: Registry,
    pub(crate) states: States,
    pub(super) stores: Vec<NamedStore>,
    /// Which of them is asked first for what is due.
    pub(super) first_store: AtomicUsize,
    pub(super) executors: Vec<NamedExecutor>,
    /// Aliases that due jobs have, and no executor; told since the last start.
    pub(super) missing_executors: Mutex<Vec<Arc<str>>>,
    pub(crate) events: Events,
    pub(super) retries: Retries,
    /// Runs that a shutdown has cancelled.
    pub(super) cancelled: Mutex<Vec<Arc<RunControl>>>,
    /// What the last shutdown did not wait for.
    pub(super) left: Mutex<Shutdown>,
    /// Jobs that wait for the first start; see [`Scheduler::add_job`].
    pub(super) pending: Mutex<Pending>,
    /// The runtime it was started in.
    pub(super) runtime: Mutex<Option<Handle>>,
    pub(crate) activity: Activity,
}

/// Of an executor that would keep all its jobs waiting for ever.
const NO_CAPACITY: &str = "its `capacity` is 0, so that it would run nothing
  = help: return `None` for no limit, or at least `Some(1)`";

impl Core {
    pub(super) fn pending(&self) -> MutexGuard<'_, Pending> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn runtime(&self) -> Option<Handle> {
        self.runtime.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn set_runtime(&self, runtime: Handle) {
        self.events.set_runtime(runtime.clone());
        *self.runtime.lock().unwrap_or_else(PoisonError::into_inner) = Some(runtime);
    }

    /// APScheduler's order, for the events as well.
    pub(super) fn start_executors(&self) -> Result<(), Error> {
        self.missing_executors.lock().unwrap_or_else(PoisonError::into_inner).clear();
        for named in &self.executors {
            let started = contain(|| {
                named.executor.start()?;
                if named.executor.capacity() == Some(0) { Err(NO_CAPACITY.into()) } else { Ok(()) }
            });
            let started = started.unwrap_or_else(|message| Err(format!("it panicked: {message}").into()));
            started.map_err(|error| Error::executor(&named.alias, error))?;
            self.notify(Event::ExecutorAdded { executor: named.alias.clone() });
        }
        for named in &self.stores {
            self.notify(Event::JobStoreAdded { jobstore: named.alias.clone() });
        }
        Ok(())
    }

    pub(super) fn shut_down_executors(&self) {
        for named in &self.executors {
            if let Err(message) = contain(|| named.executor.shutdown()) {
                tracing::error!(executor = %named.alias, message, "an executor panicked at its shutdown");
            }
            self.notify(Event::ExecutorRemoved { executor: named.alias.clone() });
        }
        for named in &self.stores {
            self.notify(Event::JobStoreRemoved { jobstore: named.alias.clone() });
        }
    }

    pub(super) fn store(&self, alias: &str) -> Result<&NamedStore, Error> {
        self.store_index(alias).map(|index| &self.stores[index])
    }

    /// Its number among the stores.
    pub(super) fn store_index(&self, alias: &str) -> Result<usize, Error> {
        let found = self.stores.iter().position(|named| is_same(&named.alias, alias));
        found.ok_or_else(|| {
            let known = self.stores.iter().map(|named| &*named.alias);
            Error::unknown_alias(ErrorKind::UnknownJobStore, "job store", alias, known)
        })
    }

    /// Its number among the executors.
    pub(super) fn executor_index(&self, alias: &str) -> Option<usize> {
        self.executors.iter().position(|named| is_same(&named.alias, alias))
    }

    /// With its number, by which it is found again.
    pub(super) fn executor(&self, alias: &str) -> Result<(usize, &NamedExecutor), Error> {
        let found = self.executor_index(alias).map(|index| (index, &self.executors[index]));
        found.ok_or_else(|| {
            let known = self.executors.iter().map(|named| &*named.alias);
            Error::unknown_alias(ErrorKind::UnknownExecutor, "executor", alias, known)
        })
    }
}

impl RunObserver for Core {
    fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    fn context(self: Arc<Self>, job_id: &JobId, run_time: DateTime<Utc>, attempt: Attempt) -> JobContext {
        JobContext::new(job_id.clone(), run_time, attempt, Scheduler { core: self })
    }

    fn wants(&self, kind: EventMask) -> bool {
        self.events.want(kind)
    }

    fn notify(&self, event: Event) {
        self.events.tell(event);
    }

    fn may_begin(&self, run: &RunControl, node: Option<u64>) -> bool {
        let Some(served) = self.store(&run.jobstore).ok().and_then(NamedStore::served) else { return true };
        let now = self.clock.elapsed();
        // A clock that a test sets stands still, or leaps.
        if !self.clock.is_system() || node.is_some_and(|node| served.keeper.is_trusted(node, now)) {
            return true;
        }
        run.lose();
        if let Some(unwritten) = served.keeper.lose_if_over(now) {
            self.lose_runs(served, unwritten);
            served.keeper.poke(self);
        }
        false
    }

    fn goes_on(&self) -> bool {
        matches!(self.activity.phase(), Phase::Running | Phase::Paused)
    }

    fn after(&self, time: Duration, then: BoxFuture<'static, ()>) -> Timer {
        let Some(runtime) = self.runtime() else { return Timer(None) };
        // The runtime has the timers; an executor need not be in one.
        let inside = runtime.enter();
        let sleep = self.clock.sleep(time);
        drop(inside);
        let task = runtime.spawn(async move {
            sleep.await;
            then.await;
        });
        // The run may be about to block this one.
        leave_to_other_threads(&runtime);
        Timer(Some(task.abort_handle()))
    }

    fn sleep(&self, time: Duration) -> BoxFuture<'static, ()> {
        self.clock.sleep(time)
    }

    fn record(&self, control: &RunControl, end: RunEnd) {
        if let Ok(NamedStore { keeper: Some(keeper), .. }) = self.store(&control.jobstore) {
            keeper.record(self, end);
        }
    }

    fn retry_after(self: Arc<Self>, delay: Duration, mut submission: Submission) {
        if let Some(executor) = submission.leave_executor() {
            self.left_executor(executor);
        }
        let until = self.clock.elapsed().saturating_add(delay);
        // What is not kept is dropped, and so tells its end.
        let is_wanted = |submission: &Submission| self.goes_on() && !submission.control().is_cancelled();
        if self.retries.keep(submission, until, is_wanted).is_none() {
            // In this order: else all would look idle in between.
            self.activity.wake();
            self.activity.run_ended();
        }
    }

    fn submission_ended(&self, run: &Arc<RunControl>, executor: Option<usize>) {
        // A store stays as long as the scheduler.
        if let Ok(named) = self.store(&run.jobstore) {
            let wanted = self.events.want(EventMask::JOB_REMOVED);
            self.tell_owed(named, &run.job_id, named.instances.end(run, wanted));
            if let Some(keeper) = &named.keeper {
                keeper.run_ended(self);
            }
        }
        if let Some(executor) = executor {
            self.left_executor(executor);
        }
        self.activity.run_ended();
    }
}
