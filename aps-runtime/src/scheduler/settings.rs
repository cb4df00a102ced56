use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::request::DEFAULT_ALIAS;
use crate::job::{
    JobDefaults, JobOptions, JobRecord, JobSettings, LabelChange, MisfireGraceTime, OnNodeLoss, Retry,
};

/// What may be said of a job when it is added, and again when it is modified; and of all jobs
/// that do not say otherwise. `None` is not said.
#[derive(Debug, Clone, Default)]
pub(super) struct Settings {
    pub(super) name: Option<Arc<str>>,
    pub(super) executor: Option<Arc<str>>,
    pub(super) coalesce: Option<bool>,
    pub(super) max_instances: Option<NonZeroU32>,
    pub(super) misfire_grace_time: Option<MisfireGraceTime>,
    pub(super) timeout: Option<Duration>,
    pub(super) retry: Option<Retry>,
    pub(super) on_node_loss: Option<OnNodeLoss>,
    pub(super) next_run_time: Option<DateTime<Utc>>,
    pub(super) paused: Option<bool>,
    pub(super) labels: Vec<LabelChange>,
}

impl From<&JobOptions> for Settings {
    fn from(options: &JobOptions) -> Self {
        Settings {
            name: options.name.map(Arc::from),
            executor: options.executor.map(Arc::from),
            coalesce: options.coalesce,
            max_instances: options.max_instances,
            misfire_grace_time: options.misfire_grace_time,
            timeout: options.timeout,
            retry: options.retry,
            on_node_loss: options.on_node_loss,
            paused: Some(options.paused),
            ..Settings::default()
        }
    }
}

impl Settings {
    /// Says again what is said by `later`, which wins.
    pub(super) fn merge(&mut self, later: Settings) {
        self.name = later.name.or(self.name.take());
        self.executor = later.executor.or(self.executor.take());
        self.coalesce = later.coalesce.or(self.coalesce);
        self.max_instances = later.max_instances.or(self.max_instances);
        self.misfire_grace_time = later.misfire_grace_time.or(self.misfire_grace_time);
        self.timeout = later.timeout.or(self.timeout);
        self.retry = later.retry.or(self.retry);
        self.on_node_loss = later.on_node_loss.or(self.on_node_loss);
        self.next_run_time = later.next_run_time.or(self.next_run_time);
        self.paused = later.paused.or(self.paused);
        self.labels.extend(later.labels);
    }

    /// Says all of them again.
    pub(super) fn say_defaults(&mut self, defaults: JobDefaults) {
        let JobDefaults { coalesce, max_instances, misfire_grace_time, timeout, retry, on_node_loss } =
            defaults;
        self.coalesce = Some(coalesce);
        self.max_instances = Some(max_instances);
        self.misfire_grace_time = Some(misfire_grace_time);
        self.timeout = Some(timeout.unwrap_or(Duration::MAX));
        self.retry = Some(retry);
        self.on_node_loss = Some(on_node_loss);
    }

    /// How jobs are run of which nothing else is said.
    pub(super) fn into_defaults(self) -> JobSettings {
        self.over(JobSettings::new(JobDefaults::default(), DEFAULT_ALIAS.into()))
    }

    pub(super) fn apply(&self, job: &mut JobRecord) {
        if self.say_how_to_run() {
            // What jobs share stays shared if nothing changes by it.
            let settings = self.over(JobSettings::clone(&job.settings));
            if settings != *job.settings {
                job.settings = Arc::new(settings);
            }
        }
        set(&mut job.next_run_time, self.next_run_time.as_ref());
        set(&mut job.paused, self.paused.as_ref());
        LabelChange::apply_all(&self.labels, &mut job.labels);
    }

    fn say_how_to_run(&self) -> bool {
        self.name.is_some()
            || self.executor.is_some()
            || self.coalesce.is_some()
            || self.max_instances.is_some()
            || self.misfire_grace_time.is_some()
            || self.timeout.is_some()
            || self.retry.is_some()
            || self.on_node_loss.is_some()
    }

    fn over(&self, mut settings: JobSettings) -> JobSettings {
        settings.name = self.name.clone().or(settings.name);
        set(&mut settings.executor, self.executor.as_ref());
        set(&mut settings.coalesce, self.coalesce.as_ref());
        set(&mut settings.max_instances, self.max_instances.as_ref());
        set(&mut settings.misfire_grace_time, self.misfire_grace_time.as_ref());
        // That of a job which is to have none in spite of a default.
        settings.timeout = self.timeout.or(settings.timeout).filter(|timeout| *timeout != Duration::MAX);
        set(&mut settings.retry, self.retry.as_ref());
        set(&mut settings.on_node_loss, self.on_node_loss.as_ref());
        settings
    }
}

fn set<T: Clone>(place: &mut T, said: Option<&T>) {
    if let Some(value) = said {
        place.clone_from(value);
    }
}

/// The methods that adding and modifying a job have in common. What they are called on
/// has `settings(self, impl FnOnce(&mut Settings)) -> Self` and `fail(self, Error) -> Self`.
macro_rules! settings_methods {
    () => {
        /// A name for people, which is not empty. That of a new job is the name of its function.
        pub fn name(self, name: impl Into<Arc<str>>) -> Self {
            let name = name.into();
            if name.is_empty() {
                return self.fail(crate::Error::empty(
                    "`name`",
                    "write a name for people: `.name(\"Nightly report\")`",
                ));
            }
            self.settings(|settings| settings.name = Some(name))
        }

        /// See [`JobDefaults::coalesce`](crate::JobDefaults::coalesce), which holds for a new job.
        pub fn coalesce(self, coalesce: bool) -> Self {
            self.settings(|settings| settings.coalesce = Some(coalesce))
        }

        /// At least 1; see [`JobDefaults::max_instances`](crate::JobDefaults::max_instances), which
        /// holds for a new job.
        pub fn max_instances(self, max_instances: u32) -> Self {
            match std::num::NonZeroU32::new(max_instances) {
                None => self.fail(crate::Error::no_instances()),
                at_least_one => self.settings(|settings| settings.max_instances = at_least_one),
            }
        }

        /// See [`JobDefaults::misfire_grace_time`](crate::JobDefaults::misfire_grace_time), which
        /// holds for a new job.
        pub fn misfire_grace_time(self, grace: impl Into<crate::MisfireGraceTime>) -> Self {
            self.settings(|settings| settings.misfire_grace_time = Some(grace.into()))
        }

        /// More than zero; `Duration::MAX` is without limit. See
        /// [`JobDefaults::timeout`](crate::JobDefaults::timeout), which holds for a new job.
        pub fn timeout(self, timeout: std::time::Duration) -> Self {
            self.settings(|settings| settings.timeout = Some(timeout))
        }

        /// See [`JobDefaults::retry`](crate::JobDefaults::retry), which holds for a new job.
        pub fn retry(self, retry: crate::Retry) -> Self {
            self.settings(|settings| settings.retry = Some(retry))
        }

        /// See [`JobDefaults::on_node_loss`](crate::JobDefaults::on_node_loss), which holds for a
        /// new job.
        pub fn on_node_loss(self, on_node_loss: crate::OnNodeLoss) -> Self {
            self.settings(|settings| settings.on_node_loss = Some(on_node_loss))
        }

        /// The alias of the executor that runs the job. That of a new job is the scheduler's
        /// [default](crate::SchedulerBuilder::default_executor).
        pub fn executor(self, alias: impl Into<Arc<str>>) -> Self {
            self.settings(|settings| settings.executor = Some(alias.into()))
        }

        /// When it runs next, whatever its trigger says; after that it goes by its trigger.
        /// A time that has passed is made up for at once. `None` pauses the job and a time
        /// resumes it, as in APScheduler.
        pub fn next_run_time(self, time: impl Into<Option<chrono::DateTime<chrono::Utc>>>) -> Self {
            let time = time.into();
            self.settings(|settings| {
                settings.next_run_time = time.or(settings.next_run_time);
                settings.paused = Some(time.is_none());
            })
        }

        /// Gives the job a tag, to find it by with
        /// [`jobs_with_tag`](crate::Scheduler::jobs_with_tag). It may have several, none of them empty.
        pub fn tag(self, tag: impl Into<String>) -> Self {
            self.label(crate::job::LabelChange::tag(tag.into()))
        }

        /// Notes a value down on the job, in place of one that had the same key, which is not
        /// empty. The scheduler does nothing with it.
        pub fn metadata(self, key: impl Into<String>, value: impl Into<String>) -> Self {
            self.label(crate::job::LabelChange::metadata(key.into(), value.into()))
        }

        fn label(self, change: Result<crate::job::LabelChange, crate::Error>) -> Self {
            match change {
                Ok(change) => self.settings(|settings| settings.labels.push(change)),
                Err(error) => self.fail(error),
            }
        }
    };
}

pub(super) use settings_methods;
