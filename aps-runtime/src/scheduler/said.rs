use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::alias::default_alias;
use crate::job::{
    JobDefaults, JobOptions, JobRecord, JobSettings, LabelChange, MisfireGraceTime, OnNodeLoss, Retry,
};

/// What may be set for a job when it is added or modified, and by default for all jobs that do
/// not set it themselves. `None` means not set.
#[derive(Debug, Clone, Default)]
pub(super) struct Said {
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

impl From<&JobOptions> for Said {
    fn from(options: &JobOptions) -> Self {
        Said {
            name: options.name.map(Arc::from),
            executor: options.executor.map(Arc::from),
            coalesce: options.coalesce,
            max_instances: options.max_instances,
            misfire_grace_time: options.misfire_grace_time,
            timeout: options.timeout,
            retry: options.retry,
            on_node_loss: options.on_node_loss,
            paused: Some(options.paused),
            ..Said::NOTHING
        }
    }
}

impl Said {
    pub(super) const NOTHING: Said = Said {
        name: None,
        executor: None,
        coalesce: None,
        max_instances: None,
        misfire_grace_time: None,
        timeout: None,
        retry: None,
        on_node_loss: None,
        next_run_time: None,
        paused: None,
        labels: Vec::new(),
    };

    /// Takes over everything that `later` sets; `later` wins.
    pub(super) fn merge(&mut self, later: Said) {
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

    /// Sets every option that has a default, whatever was set before.
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

    /// The settings of jobs that set nothing themselves.
    pub(super) fn into_defaults(self) -> JobSettings {
        self.over(JobSettings::new(JobDefaults::default(), default_alias()))
    }

    pub(super) fn apply(&self, job: &mut JobRecord) {
        if self.say_how_to_run() {
            // Settings that jobs share stay shared if nothing changes.
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
        // `Duration::MAX` stands for a job that is to have no timeout, although there is a
        // default.
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
