use std::sync::{Arc, LazyLock};
#[cfg(feature = "config")]
use std::time::Duration;

use aps_triggers::AnyTrigger;

use super::settings::Settings;
use crate::error::Error;
#[cfg(feature = "config")]
use crate::job::LabelChange;
#[cfg(feature = "config")]
use crate::job::vocabulary::{Count, JobData, RunTime, Timeout};
use crate::job::{Arguments, Callee, IntoJob, JobId, ScheduledJob};
use crate::registry::Registry;

/// The alias of the executor and of the store that are used if none is named.
pub(super) const DEFAULT_ALIAS: &str = "default";

/// For all jobs that name none.
static DEFAULT_STORE: LazyLock<Arc<str>> = LazyLock::new(|| DEFAULT_ALIAS.into());

/// A job that somebody wants, before it has a place in a store.
#[derive(Debug, Clone)]
pub(super) struct JobRequest {
    pub(super) id: JobId,
    pub(super) function: Callee,
    pub(super) arguments: Arguments,
    pub(super) trigger: AnyTrigger,
    pub(super) settings: Settings,
    pub(super) jobstore: Arc<str>,
    pub(super) replace_existing: bool,
    /// An attribute or a configuration wants it, not a call.
    pub(super) declared: bool,
}

impl JobRequest {
    pub(super) fn new(id: JobId, function: Callee, arguments: Arguments, trigger: AnyTrigger) -> Self {
        JobRequest {
            id,
            function,
            arguments,
            trigger,
            settings: Settings::default(),
            jobstore: DEFAULT_STORE.clone(),
            replace_existing: false,
            declared: false,
        }
    }

    /// The job that an attribute declares.
    pub(super) fn declared(job: &ScheduledJob, registry: &Registry) -> Result<Self, Error> {
        let options = &job.options;
        let (function, arguments) = (job.call)().into_job().into_parts(|name| registry.shared_name(name))?;
        Ok(JobRequest {
            settings: Settings::from(options),
            jobstore: options.jobstore.unwrap_or(DEFAULT_ALIAS).into(),
            replace_existing: true,
            declared: true,
            ..JobRequest::new(JobId::new(job.id)?, function, arguments, job.trigger.clone())
        })
    }

    /// The job that data speaks of.
    #[cfg(feature = "config")]
    pub(super) fn of_data(data: JobData, registry: &Registry) -> Self {
        let tags = data.tags.into_iter().map(LabelChange::Tag);
        let metadata = data.metadata.into_iter().map(|(key, value)| LabelChange::Metadata(key, value));
        let function = Callee::Registered(registry.shared_name(&data.function));
        JobRequest {
            settings: Settings {
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
            },
            jobstore: data.jobstore.map_or_else(|| DEFAULT_STORE.clone(), Arc::from),
            ..JobRequest::new(data.id, function, Arguments::from_json(data.args), data.trigger)
        }
    }
}
