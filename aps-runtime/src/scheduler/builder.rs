use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use aps_triggers::TimeZone;
use aps_triggers::cron::CronExpressions;
use aps_triggers::suggest::nearest;

use super::Scheduler;
use super::core::Core;
use super::named_store::NamedStore;
use super::pending::Pending;
use super::request::{DEFAULT_ALIAS, JobRequest};
use super::retries::Retries;
use super::rooms::NamedExecutor;
use super::said::Said;
use super::shutdown::Shutdown;
use super::zone::Zone;
use crate::activity::Activity;
use crate::clock::{Clock, SystemClock};
#[cfg(feature = "config")]
use crate::config::Config;
use crate::error::{ALIAS_HELP, Error, ErrorKind};
use crate::event::Events;
use crate::executor::{DefaultExecutor, Executor};
use crate::job::{JobDefaults, MisfireGraceTime, OnNodeLoss, Retry, States};
use crate::registry::Registry;
use crate::store::{self, JobStore, MemoryStore};

/// Describes a scheduler; see [`Scheduler::builder`].
///
/// With nothing said: the machine's time zone, a [`MemoryStore`] and a
/// [`DefaultExecutor`], each under the alias `default`, and every job that is
/// declared in the program.
#[derive(Debug, Default)]
#[must_use]
pub struct SchedulerBuilder {
    // What is not said here may be said by a configuration.
    clock: Option<Arc<dyn Clock>>,
    pub(super) timezone: Option<Zone>,
    pub(super) said: Said,
    pub(super) jobstore_retry_interval: Option<Duration>,
    registry: Option<Registry>,
    states: States,
    expected_jobs: Vec<String>,
    pub(super) stores: Vec<(Arc<str>, Box<dyn JobStore>)>,
    pub(super) executors: Vec<(Arc<str>, Box<dyn Executor>)>,
    #[cfg(feature = "config")]
    pub(super) config: Option<Config>,
    /// What was found wrong so far; `build` tells it.
    faults: Vec<Error>,
}

impl SchedulerBuilder {
    /// The zone of triggers that name none: an IANA name or a [`TimeZone`].
    /// Default: the machine's.
    pub fn timezone(mut self, timezone: impl Into<Zone>) -> Self {
        self.timezone = Some(timezone.into());
        self
    }

    /// Adds a job store. Jobs that name none are kept in the one called
    /// `default`, which is a [`MemoryStore`] unless it is given here.
    pub fn job_store(mut self, alias: impl Into<Arc<str>>, store: impl JobStore) -> Self {
        let alias = alias.into();
        if let Err(error) = store::check(&store) {
            self.faults.push(error.at(&format!("job store `{alias}`")));
        }
        if self.is_alias("a job store", &alias) {
            self.stores.push((alias, Box::new(store)));
        }
        self
    }

    /// Adds an executor. Jobs that name none are run by the one called `default`,
    /// which is a [`DefaultExecutor`] unless it is given here, or by that of
    /// [`default_executor`](Self::default_executor).
    pub fn executor(mut self, alias: impl Into<Arc<str>>, executor: impl Executor) -> Self {
        let alias = alias.into();
        if self.is_alias("an executor", &alias) {
            self.executors.push((alias, Box::new(executor)));
        }
        self
    }

    /// One that says nothing is told.
    fn is_alias(&mut self, of: &str, alias: &str) -> bool {
        if alias.is_empty() {
            self.faults.push(Error::empty(&format!("the alias of {of}"), ALIAS_HELP));
        }
        !alias.is_empty()
    }

    /// The alias of the executor of jobs that name none. Default: `default`.
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

    /// What holds for jobs that do not say otherwise.
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

    /// Where time comes from. Default: [`SystemClock`].
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
    /// gets a clone of the `T` that was given here. One of each type.
    ///
    /// A declared job whose function wants what was not given is an error of
    /// [`build`](Self::build), any other one of [`add_job`](Scheduler::add_job).
    pub fn state<T: Clone + Send + Sync + 'static>(mut self, state: T) -> Self {
        if !self.states.insert(state) {
            self.faults.push(Error::doubled_state(std::any::type_name::<T>()));
        }
        self
    }

    /// Says what is written in a file, in the environment or in a dictionary of APScheduler's; see
    /// [`Config`].
    ///
    /// What code says wins, whether it is said before or after this: a setting that is set here,
    /// and a job store or an executor that is given here, takes the place of that in the
    /// configuration. Jobs and `expect_jobs` of both are added up. Without this nothing is read.
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

    /// Makes it an error if a job that should be declared is not there.
    ///
    /// A crate that nothing names is not linked into a program, and its jobs
    /// would be missing without a word. This says the word.
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

    /// Checks everything and makes the scheduler, not yet started.
    ///
    /// # Errors
    ///
    /// All that is wrong at once, one line each; the kind is that of the first:
    /// [`Parse`](ErrorKind::Parse), [`Config`](ErrorKind::Config), [`ConflictingAlias`](ErrorKind::ConflictingAlias),
    /// [`InvalidOption`](ErrorKind::InvalidOption), [`Registry`](ErrorKind::Registry), [`UnknownExecutor`](ErrorKind::UnknownExecutor),
    /// [`UnknownJobStore`](ErrorKind::UnknownJobStore), [`MissingState`](ErrorKind::MissingState),
    /// [`NotExecutable`](ErrorKind::NotExecutable),
    /// [`Arguments`](ErrorKind::Arguments), [`JobLookup`](ErrorKind::JobLookup).
    pub fn build(mut self) -> Result<Scheduler, Error> {
        let mut faults = std::mem::take(&mut self.faults);
        #[cfg(feature = "config")]
        let configured = self.configure(&mut faults);
        let timezone = self.timezone.take().map_or_else(|| Ok(TimeZone::system()), Zone::resolve);
        let timezone = note(timezone, &mut faults).unwrap_or(TimeZone::UTC);
        let registry = note(self.registry.take().map_or_else(Registry::linked, Ok), &mut faults);
        let (stores, executors) = self.with_defaults(&mut faults);
        let retry_interval = self.jobstore_retry_interval.unwrap_or(RETRY_INTERVAL);
        let core = Core {
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
        };
        // Or else every job that names none would tell it again.
        match core.executor(&core.settings.executor) {
            Ok(_) => core.declare_jobs(&mut faults),
            Err(error) => faults.push(error.at("`default_executor`")),
        }
        #[cfg(feature = "config")]
        if let Some(configured) = configured {
            core.declare_configured(configured, &mut faults);
        }
        core.miss_jobs(&self.expected_jobs, &mut faults);
        if let Some(error) = Error::all(faults) {
            return Err(error);
        }
        BUILT.store(true, Ordering::SeqCst);
        Ok(Scheduler { core: Arc::new(core) })
    }

    /// Takes the stores and executors out, with those called `default`.
    fn with_defaults(&mut self, faults: &mut Vec<Error>) -> (Vec<NamedStore>, Vec<NamedExecutor>) {
        let mut stores = std::mem::take(&mut self.stores);
        let mut executors = std::mem::take(&mut self.executors);
        unique("job store", &stores, faults);
        unique("executor", &executors, faults);
        can_run(&executors, faults);
        if !stores.iter().any(|(alias, _)| **alias == *DEFAULT_ALIAS) {
            stores.push((DEFAULT_ALIAS.into(), Box::new(MemoryStore::new())));
        }
        if !executors.iter().any(|(alias, _)| **alias == *DEFAULT_ALIAS) {
            executors.push((DEFAULT_ALIAS.into(), Box::new(DefaultExecutor::default())));
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

impl Core {
    /// Makes every declared job a pending one.
    fn declare_jobs(&self, faults: &mut Vec<Error>) {
        for job in self.registry.jobs() {
            let request = JobRequest::declared(job, self)
                .and_then(|request| self.check(&request).map(|()| request))
                .map_err(|error| error.at(&format!("job `{}` at {}", job.id, job.location)));
            if let Some(request) = note(request, faults) {
                self.pending().push_back(request);
            }
        }
    }

    fn miss_jobs(&self, expected: &[String], faults: &mut Vec<Error>) {
        for id in expected {
            if !self.is_declared(id) {
                let help = self.help_with_missing(id);
                let message = format!(
                    "job `{id}` is expected, but no crate that is linked into this program declares it; {help}"
                );
                faults.push(Error::new(ErrorKind::JobLookup, message));
            }
        }
    }
}

impl Core {
    /// What to do about a job that is expected and missing.
    pub(super) fn help_with_missing(&self, id: &str) -> String {
        let pending = self.pending();
        let known = pending
            .iter()
            .map(|request| request.job.id.as_ref())
            .chain(self.registry.jobs().map(|job| job.id));
        match nearest(id, known) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "if a crate declares it, link that crate with `use that_crate as _;`".into(),
        }
    }

    pub(super) fn is_declared(&self, id: &str) -> bool {
        self.pending().iter().any(|request| request.job.id == *id)
            || self.registry.jobs().any(|job| job.id == id)
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

fn can_run(executors: &[(Arc<str>, Box<dyn Executor>)], faults: &mut Vec<Error>) {
    for (alias, executor) in executors {
        if let Err(error) = executor.check() {
            faults.push(Error::new(ErrorKind::InvalidOption, format!("executor `{alias}`: {error}")));
        }
    }
}

/// Keeps an error for later.
fn note<T>(result: Result<T, Error>, faults: &mut Vec<Error>) -> Option<T> {
    result.map_err(|error| faults.push(error)).ok()
}
