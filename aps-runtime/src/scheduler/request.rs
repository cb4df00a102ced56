use std::sync::Arc;
#[cfg(feature = "config")]
use std::time::Duration;

use aps_triggers::AnyTrigger;
use chrono::{DateTime, Utc};

use super::core::Core;
#[cfg(feature = "config")]
use super::said::Said;
use super::settings::Settings;
use crate::alias::default_alias;
use crate::error::Error;
#[cfg(feature = "config")]
use crate::job::LabelChange;
#[cfg(feature = "config")]
use crate::job::vocabulary::{Count, JobData, RunTime, Timeout};
use crate::job::{Arguments, Callee, IntoJob, JobId, JobRecord, ScheduledJob};

/// A job that somebody wants, before it has a place in a store.
#[derive(Debug, Clone)]
pub(super) struct JobRequest {
    /// As its store will keep it, but for its first run time, its revision, and what `settings` say.
    pub(super) job: Arc<JobRecord>,
    pub(super) settings: Settings,
    pub(super) jobstore: Arc<str>,
    pub(super) replace_existing: bool,
    /// An attribute or a configuration wants it, not a call.
    pub(super) declared: bool,
}

impl JobRequest {
    pub(super) fn new(
        core: &Core,
        id: JobId,
        (function, arguments): (Callee, Arguments),
        mut trigger: AnyTrigger,
    ) -> Self {
        core.expressions.share(&mut trigger);
        let job = JobRecord {
            id,
            function,
            arguments,
            trigger,
            settings: core.settings.clone(),
            next_run_time: DateTime::UNIX_EPOCH,
            paused: false,
            labels: None,
            revision: 0,
        };
        JobRequest {
            job: Arc::new(job),
            settings: Settings::default(),
            jobstore: default_alias(),
            replace_existing: false,
            declared: false,
        }
    }

    /// The job that an attribute declares.
    pub(super) fn declared(job: &ScheduledJob, core: &Core) -> Result<Self, Error> {
        let options = &job.options;
        let call = (job.call)().into_job().into_parts(|name| core.registry.shared_name(name))?;
        Ok(JobRequest {
            settings: Settings::from(options),
            jobstore: options.jobstore.map_or_else(default_alias, Arc::from),
            replace_existing: true,
            declared: true,
            ..JobRequest::new(core, JobId::new(job.id)?, call, job.trigger.clone())
        })
    }

    /// The job that data speaks of.
    #[cfg(feature = "config")]
    pub(super) fn of_data(data: JobData, core: &Core) -> Self {
        let tags = data.tags.into_iter().map(LabelChange::Tag);
        let metadata = data.metadata.into_iter().map(|(key, value)| LabelChange::Metadata(key, value));
        let function = Callee::Registered(core.registry.shared_name(&data.function));
        let call = (function, Arguments::from_json(data.args));
        JobRequest {
            settings: Settings::from(Said {
                name: data.name.map(Arc::from),
                executor: data.executor.map(Arc::from),
                coalesce: data.coalesce,
                max_instances: data.max_instances.map(|Count(count)| count),
                misfire_grace_time: data.misfire_grace_time,
                timeout: data.timeout.map(|Timeout(timeout)| timeout.unwrap_or(Duration::MAX)),
                retry: data.retry,
                on_node_loss: data.on_node_loss,
                next_run_time: data.next_run_time.map(|RunTime(time)| time),
                paused: Some(data.paused),
                labels: tags.chain(metadata).collect(),
            }),
            jobstore: data.jobstore.map_or_else(default_alias, Arc::from),
            ..JobRequest::new(core, data.id, call, data.trigger)
        }
    }

    /// To change it. Who else has a clone of the request keeps it as it is.
    pub(super) fn job_mut(&mut self) -> &mut JobRecord {
        Arc::make_mut(&mut self.job)
    }

    /// What its store keeps of it, if it fires first at this time.
    pub(super) fn into_record(mut self, first_run_time: DateTime<Utc>) -> Arc<JobRecord> {
        self.settings.complete(Arc::make_mut(&mut self.job), first_run_time);
        self.job
    }

    /// As [`into_record`](Self::into_record), at the time that is found for it.
    pub(super) fn into_record_at<E>(
        mut self,
        find_first_run_time: impl FnOnce(&mut JobRecord) -> Result<DateTime<Utc>, E>,
    ) -> Result<Arc<JobRecord>, E> {
        let job = Arc::make_mut(&mut self.job);
        let first_run_time = find_first_run_time(job)?;
        self.settings.complete(job, first_run_time);
        Ok(self.job)
    }
}
