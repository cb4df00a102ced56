use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use super::said::Said;
use super::zone::Zone;
use crate::clock::Clock;
#[cfg(feature = "config")]
use crate::config::Config;
use crate::error::{ALIAS_HELP, Error};
use crate::executor::Executor;
use crate::job::{JobDefaults, MisfireGraceTime, OnNodeLoss, Retry, States};
use crate::registry::Registry;
use crate::store::JobStore;

/// Describes a scheduler; see [`Scheduler::builder`](crate::Scheduler::builder).
///
/// By default it has the machine's time zone, a [`MemoryStore`](crate::MemoryStore) and a
/// [`DefaultExecutor`](crate::DefaultExecutor), each under the alias `default`, and every job that is
/// declared in the program.
#[derive(Debug, Default)]
#[must_use]
pub struct SchedulerBuilder {
    // What is not set here may be set by a configuration.
    pub(super) clock: Option<Arc<dyn Clock>>,
    pub(super) timezone: Option<Zone>,
    pub(super) said: Said,
    pub(super) jobstore_retry_interval: Option<Duration>,
    pub(super) registry: Option<Registry>,
    pub(super) states: States,
    pub(super) expected_jobs: Vec<String>,
    pub(super) stores: Vec<(Arc<str>, Box<dyn JobStore>)>,
    pub(super) executors: Vec<(Arc<str>, Box<dyn Executor>)>,
    #[cfg(feature = "config")]
    pub(super) config: Option<Config>,
    /// What was found wrong so far; `build` reports it.
    pub(super) faults: Vec<Error>,
}

impl SchedulerBuilder {
    /// The time zone for triggers that name none: an IANA name or a
    /// [`TimeZone`](crate::TimeZone). Default: the machine's.
    pub fn timezone(mut self, timezone: impl Into<Zone>) -> Self {
        self.timezone = Some(timezone.into());
        self
    }

    /// Adds a job store. Jobs that name none are kept in the one called
    /// `default`, which is a [`MemoryStore`](crate::MemoryStore) unless it is given here.
    #[doc(alias("add_jobstore", "jobstores"))]
    pub fn job_store(mut self, alias: impl Into<Arc<str>>, store: impl JobStore) -> Self {
        let alias = alias.into();
        if self.is_alias("a job store", &alias) {
            self.stores.push((alias, Box::new(store)));
        }
        self
    }

    /// Adds an executor. Jobs that name none are run by the one called `default`, or by the one that
    /// [`default_executor`](Self::default_executor) names. `default` is a
    /// [`DefaultExecutor`](crate::DefaultExecutor) unless it is given here.
    #[doc(alias("add_executor", "executors"))]
    pub fn executor(mut self, alias: impl Into<Arc<str>>, executor: impl Executor) -> Self {
        let alias = alias.into();
        if self.is_alias("an executor", &alias) {
            self.executors.push((alias, Box::new(executor)));
        }
        self
    }

    /// Whether the alias is not empty. If it is, that is noted as a fault.
    fn is_alias(&mut self, of: &str, alias: &str) -> bool {
        if alias.is_empty() {
            self.faults.push(Error::empty(&format!("the alias of {of}"), ALIAS_HELP));
        }
        !alias.is_empty()
    }

    /// The alias of the executor for jobs that name none. Default: `default`.
    ///
    /// ```
    /// use aps_runtime::prelude::*;
    ///
    /// let builder = Scheduler::builder().executor("threads", ThreadPoolExecutor::new(4));
    /// let scheduler = builder.default_executor("threads").build()?;
    /// # Ok::<(), aps_runtime::Error>(())
    /// ```
    pub fn default_executor(mut self, alias: impl Into<Arc<str>>) -> Self {
        self.said.executor = Some(alias.into());
        self
    }

    /// The defaults for jobs that do not set these options themselves.
    pub fn job_defaults(mut self, defaults: JobDefaults) -> Self {
        self.said.say_defaults(defaults);
        self
    }

    /// Sets [`JobDefaults::coalesce`].
    pub fn coalesce(mut self, coalesce: bool) -> Self {
        self.said.coalesce = Some(coalesce);
        self
    }

    /// Sets [`JobDefaults::max_instances`], which is at least 1.
    pub fn max_instances(mut self, max_instances: u32) -> Self {
        match NonZeroU32::new(max_instances) {
            None => self.faults.push(Error::no_instances()),
            at_least_one => self.said.max_instances = at_least_one,
        }
        self
    }

    /// Sets [`JobDefaults::misfire_grace_time`].
    pub fn misfire_grace_time(mut self, grace: impl Into<MisfireGraceTime>) -> Self {
        self.said.misfire_grace_time = Some(grace.into());
        self
    }

    /// Sets [`JobDefaults::timeout`], which is more than zero.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.said.timeout = Some(timeout);
        if timeout.is_zero() {
            self.faults.push(Error::no_time());
        }
        self
    }

    /// Sets [`JobDefaults::retry`].
    pub fn retry(mut self, retry: Retry) -> Self {
        self.said.retry = Some(retry);
        self
    }

    /// Sets [`JobDefaults::on_node_loss`].
    pub fn on_node_loss(mut self, on_node_loss: OnNodeLoss) -> Self {
        self.said.on_node_loss = Some(on_node_loss);
        self
    }

    /// How long to wait before a store that failed is tried again; at least 100
    /// milliseconds. Default: 10 seconds, as in APScheduler.
    pub fn jobstore_retry_interval(mut self, interval: Duration) -> Self {
        self.jobstore_retry_interval = Some(interval);
        self
    }

    /// Where time comes from. Default: [`SystemClock`](crate::SystemClock).
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Some(Arc::new(clock));
        self
    }

    /// The functions and declared jobs to know. Default: [`Registry::linked`].
    pub fn registry(mut self, registry: Registry) -> Self {
        self.registry = Some(registry);
        self
    }

    /// Gives jobs something to share: a function that has a parameter [`State<T>`](crate::State)
    /// gets a clone of the `T` that was given here. There can be one value of each type.
    ///
    /// If a job's function needs state that was not given, that is an error: of
    /// [`build`](Self::build) if the job is declared, of [`add_job`](crate::Scheduler::add_job)
    /// otherwise.
    pub fn state<T: Clone + Send + Sync + 'static>(mut self, state: T) -> Self {
        if !self.states.insert(state) {
            self.faults.push(Error::doubled_state(std::any::type_name::<T>()));
        }
        self
    }

    /// Applies a configuration: from a file, from the environment or from APScheduler's
    /// dictionary; see [`Config`].
    ///
    /// What code sets wins, whether before or after this call: a setting, a job store or an
    /// executor that is given to the builder replaces the one in the configuration. Jobs and
    /// `expect_jobs` of both add up. Without this call, no configuration is read.
    ///
    /// ```
    /// use aps_runtime::{Config, Scheduler};
    ///
    /// let config = Config::from_toml("timezone = 'Asia/Tokyo'\njob_defaults.max_instances = 3")?;
    /// let scheduler = Scheduler::builder().timezone("UTC").config(config).build()?;
    /// assert_eq!(scheduler.timezone().name(), "UTC");
    /// # Ok::<(), aps_runtime::Error>(())
    /// ```
    #[cfg(feature = "config")]
    pub fn config(mut self, config: Config) -> Self {
        self.config = Some(match self.config.take() {
            Some(earlier) => config.over(earlier),
            None => config,
        });
        self
    }

    /// Says which jobs must be declared. If one of them is missing, [`build`](Self::build)
    /// fails.
    ///
    /// A crate that the program names nowhere is not linked, so its jobs would be silently
    /// missing. This call turns that into an error.
    ///
    /// ```
    /// use aps_runtime::Scheduler;
    ///
    /// let error = Scheduler::builder().expect_jobs(["nightly"]).build().unwrap_err();
    /// assert!(error.to_string().contains("`nightly`"));
    /// ```
    pub fn expect_jobs<T: Into<String>>(mut self, ids: impl IntoIterator<Item = T>) -> Self {
        self.expected_jobs.extend(ids.into_iter().map(Into::into));
        self
    }
}
