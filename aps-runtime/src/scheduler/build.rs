//! How a scheduler is made of what its builder was told.

use std::fmt::Display;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use aps_triggers::TimeZone;
use aps_triggers::cron::CronExpressions;

use super::Scheduler;
use super::builder::SchedulerBuilder;
use super::core::Core;
use super::named_store::NamedStore;
use super::pending::Pending;
use super::retries::Retries;
use super::rooms::NamedExecutor;
use super::shutdown::Shutdown;
use super::zone::Zone;
use crate::activity::Activity;
use crate::alias::{DEFAULT_ALIAS, default_alias};
use crate::clock::SystemClock;
use crate::error::{Error, ErrorKind};
use crate::event::Events;
use crate::executor::DefaultExecutor;
use crate::registry::Registry;
use crate::store::MemoryStore;

impl SchedulerBuilder {
    /// Checks everything and makes the scheduler, without starting it.
    ///
    /// # Errors
    ///
    /// Everything that is wrong, in one error, with a line for each mistake. Its kind is that of the first one:
    /// [`Parse`](ErrorKind::Parse), [`Config`](ErrorKind::Config), [`ConflictingAlias`](ErrorKind::ConflictingAlias),
    /// [`InvalidOption`](ErrorKind::InvalidOption), [`Registry`](ErrorKind::Registry),
    /// [`UnknownExecutor`](ErrorKind::UnknownExecutor), [`UnknownJobStore`](ErrorKind::UnknownJobStore),
    /// [`MissingState`](ErrorKind::MissingState), [`NotExecutable`](ErrorKind::NotExecutable),
    /// [`Arguments`](ErrorKind::Arguments), [`JobLookup`](ErrorKind::JobLookup).
    pub fn build(mut self) -> Result<Scheduler, Error> {
        let mut faults = std::mem::take(&mut self.faults);
        #[cfg(feature = "config")]
        let configured = self.configure(&mut faults);
        let expected_jobs = std::mem::take(&mut self.expected_jobs);
        let core = self.into_core(&mut faults);
        core.declare_jobs(&mut faults);
        #[cfg(feature = "config")]
        if let Some(configured) = configured {
            core.declare_configured(configured, &mut faults);
        }
        core.miss_jobs(&expected_jobs, &mut faults);
        if let Some(error) = Error::all(faults) {
            return Err(error);
        }
        BUILT.store(true, Ordering::SeqCst);
        Ok(Scheduler { core: Arc::new(core) })
    }

    /// Without jobs. In place of what is wrong it has something else, so that more mistakes are found.
    fn into_core(mut self, faults: &mut Vec<Error>) -> Core {
        let timezone = self.timezone.take().map_or_else(|| Ok(TimeZone::system()), Zone::resolve);
        let timezone = note(timezone, faults).unwrap_or(TimeZone::UTC);
        let registry = note(self.registry.take().map_or_else(Registry::linked, Ok), faults);
        let (stores, executors) = self.with_defaults(faults);
        let retry_interval = self.jobstore_retry_interval.unwrap_or(RETRY_INTERVAL);
        Core {
            clock: self.clock.unwrap_or_else(|| Arc::new(SystemClock)),
            timezone,
            settings: Arc::new(self.said.into_defaults()),
            jobstore_retry_interval: retry_interval.max(SHORTEST_RETRY_INTERVAL),
            registry: registry.unwrap_or_default(),
            states: self.states,
            stores,
            first_store: 0.into(),
            executors,
            missing_executors: Vec::new().into(),
            events: Events::default(),
            expressions: CronExpressions::default(),
            retries: Retries::default(),
            cancelled: Vec::new().into(),
            left: Shutdown::default().into(),
            pending: Pending::default().into(),
            runtime: None.into(),
            activity: Activity::default(),
        }
    }

    /// Takes the stores and executors out, with those called `default`.
    fn with_defaults(&mut self, faults: &mut Vec<Error>) -> (Vec<NamedStore>, Vec<NamedExecutor>) {
        let mut stores = std::mem::take(&mut self.stores);
        let mut executors = std::mem::take(&mut self.executors);
        unique("job store", &stores, faults);
        unique("executor", &executors, faults);
        possible("job store", &stores, |store| store.check(), faults);
        possible("executor", &executors, |executor| executor.check(), faults);
        if !stores.iter().any(|(alias, _)| **alias == *DEFAULT_ALIAS) {
            stores.push((default_alias(), Box::new(MemoryStore::new())));
        }
        if !executors.iter().any(|(alias, _)| **alias == *DEFAULT_ALIAS) {
            executors.push((default_alias(), Box::new(DefaultExecutor::default())));
        }
        let stores = stores.into_iter().map(|(alias, store)| NamedStore::new(alias, store));
        let executors = executors.into_iter().map(|(alias, executor)| NamedExecutor::new(alias, executor));
        (stores.collect(), executors.collect())
    }
}

const RETRY_INTERVAL: Duration = Duration::from_secs(10);
const SHORTEST_RETRY_INTERVAL: Duration = Duration::from_millis(100);

static BUILT: AtomicBool = AtomicBool::new(false);

impl Scheduler {
    /// Whether this process has built a scheduler.
    pub(crate) fn any_was_built() -> bool {
        BUILT.load(Ordering::SeqCst)
    }
}

fn unique<T>(what: &str, named: &[(Arc<str>, T)], faults: &mut Vec<Error>) {
    for (index, (alias, _)) in named.iter().enumerate() {
        if named.iter().take(index).any(|(earlier, _)| earlier == alias) {
            let message = format!("two {what}s are called `{alias}`; give one of them another alias");
            faults.push(Error::new(ErrorKind::ConflictingAlias, message));
        }
    }
}

/// Tells those that were told what cannot be.
fn possible<T, E: Display>(
    what: &str,
    named: &[(Arc<str>, T)],
    check: impl Fn(&T) -> Result<(), E>,
    faults: &mut Vec<Error>,
) {
    for (alias, thing) in named {
        if let Err(error) = check(thing) {
            faults.push(Error::new(ErrorKind::InvalidOption, format!("{what} `{alias}`: {error}")));
        }
    }
}

/// Keeps an error for later.
fn note<T>(result: Result<T, Error>, faults: &mut Vec<Error>) -> Option<T> {
    result.map_err(|error| faults.push(error)).ok()
}
