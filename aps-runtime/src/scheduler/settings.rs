use std::ops::{Deref, DerefMut};

use chrono::{DateTime, Utc};

use super::said::Said;
use crate::job::{JobRecord, first_revision};

/// What is said of a job. Of most nothing is, which takes no room: the first thing that is said makes some.
#[derive(Debug, Clone, Default)]
pub(super) struct Settings(Option<Box<Said>>);

static NOTHING: Said = Said::NOTHING;

impl Settings {
    /// Says again what is said by `later`, which wins.
    pub(super) fn merge(&mut self, later: Settings) {
        if let Some(later) = later.0 {
            Said::merge(self, *later);
        }
    }

    /// Makes a new job of it, of which this is said.
    pub(super) fn complete(&self, job: &mut JobRecord, first_run_time: DateTime<Utc>) {
        job.next_run_time = first_run_time;
        job.revision = first_revision();
        self.apply(job);
    }

    pub(super) fn apply(&self, job: &mut JobRecord) {
        if let Some(said) = &self.0 {
            said.apply(job);
        }
    }
}

impl<S: Into<Said>> From<S> for Settings {
    fn from(said: S) -> Self {
        Settings(Some(Box::new(said.into())))
    }
}

impl Deref for Settings {
    type Target = Said;

    fn deref(&self) -> &Said {
        self.0.as_deref().unwrap_or(&NOTHING)
    }
}

impl DerefMut for Settings {
    fn deref_mut(&mut self) -> &mut Said {
        self.0.get_or_insert_default()
    }
}

/// The methods that adding and modifying a job have in common. What they are called on
/// has `settings(self, impl FnOnce(&mut Settings)) -> Self` and `fail(self, Error) -> Self`.
macro_rules! settings_methods {
    () => {
        /// A name for people, which must not be empty. By default, a new job has the name of its
        /// function.
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

        /// See [`JobDefaults::coalesce`](crate::JobDefaults::coalesce), which is the default for a
        /// new job.
        pub fn coalesce(self, coalesce: bool) -> Self {
            self.settings(|settings| settings.coalesce = Some(coalesce))
        }

        /// At least 1; see [`JobDefaults::max_instances`](crate::JobDefaults::max_instances), which
        /// is the default for a new job.
        pub fn max_instances(self, max_instances: u32) -> Self {
            match std::num::NonZeroU32::new(max_instances) {
                None => self.fail(crate::Error::no_instances()),
                at_least_one => self.settings(|settings| settings.max_instances = at_least_one),
            }
        }

        /// See [`JobDefaults::misfire_grace_time`](crate::JobDefaults::misfire_grace_time), which
        /// is the default for a new job.
        pub fn misfire_grace_time(self, grace: impl Into<crate::MisfireGraceTime>) -> Self {
            self.settings(|settings| settings.misfire_grace_time = Some(grace.into()))
        }

        /// More than zero. See [`JobDefaults::timeout`](crate::JobDefaults::timeout), which is the default for a
        /// new job.
        pub fn timeout(self, timeout: std::time::Duration) -> Self {
            self.settings(|settings| settings.timeout = Some(timeout))
        }

        /// No limit of time, also if there is a default; as `timeout` says with `Duration::MAX`.
        pub fn no_timeout(self) -> Self {
            self.timeout(std::time::Duration::MAX)
        }

        /// See [`JobDefaults::retry`](crate::JobDefaults::retry), which is the default for a
        /// new job.
        pub fn retry(self, retry: crate::Retry) -> Self {
            self.settings(|settings| settings.retry = Some(retry))
        }

        /// See [`JobDefaults::on_node_loss`](crate::JobDefaults::on_node_loss), which is the
        /// default for a new job.
        pub fn on_node_loss(self, on_node_loss: crate::OnNodeLoss) -> Self {
            self.settings(|settings| settings.on_node_loss = Some(on_node_loss))
        }

        /// The alias of the executor that runs the job. Default for a new job: the scheduler's
        /// [default executor](crate::SchedulerBuilder::default_executor).
        pub fn executor(self, alias: impl Into<Arc<str>>) -> Self {
            self.settings(|settings| settings.executor = Some(alias.into()))
        }

        /// When the job runs next, whatever its trigger says; after that it follows its
        /// trigger. A time that has passed is made up for at once. `None` pauses the job, and a
        /// time resumes it, as in APScheduler.
        pub fn next_run_time(self, time: impl Into<Option<chrono::DateTime<chrono::Utc>>>) -> Self {
            let time = time.into();
            self.settings(|settings| {
                settings.next_run_time = time.or(settings.next_run_time);
                settings.paused = Some(time.is_none());
            })
        }

        /// Gives the job a tag, by which [`jobs_with_tag`](crate::Scheduler::jobs_with_tag) finds it. A
        /// job may have several tags, none of them empty.
        pub fn tag(self, tag: impl Into<String>) -> Self {
            self.label(crate::job::LabelChange::tag(tag.into()))
        }

        /// Stores a metadata value with the job, replacing any value of the same key. The key
        /// must not be empty. The scheduler does nothing with it.
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
