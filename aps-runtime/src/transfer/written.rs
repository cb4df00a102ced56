use std::collections::BTreeMap;

use aps_triggers::AnyTrigger;
use serde::Serialize;
use serde_json::Value;

use crate::job::vocabulary::{Count, RunTime, Timeout};
use crate::job::{Callee, JobId, JobRecord, MAX_ARGUMENTS_DEPTH, MisfireGraceTime, OnNodeLoss, Retry};

/// A job as it is written, in the order in which people read it. It is read as
/// [`JobData`](crate::job::vocabulary::JobData).
#[derive(Debug, Serialize)]
pub(super) struct WrittenJob<'a, T> {
    id: &'a JobId,
    jobstore: &'a str,
    function: &'a str,
    #[serde(skip_serializing_if = "<[Value]>::is_empty")]
    args: &'a [Value],
    trigger: T,
    next_run_time: RunTime,
    paused: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    executor: &'a str,
    coalesce: bool,
    max_instances: Count,
    misfire_grace_time: MisfireGraceTime,
    timeout: Timeout,
    retry: Retry,
    on_node_loss: OnNodeLoss,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<&'a str>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    metadata: BTreeMap<&'a str, &'a str>,
}

impl<'a> WrittenJob<'a, &'a AnyTrigger> {
    /// A job that reads as the same; if it would not, why.
    pub(super) fn new(jobstore: &'a str, job: &'a JobRecord) -> Result<Self, String> {
        if let Callee::Closure(closure) = &job.function {
            return Err(format!("it calls `{}`, which exists in this process only", closure.name()));
        }
        // Written to nobody, to learn whether it can be.
        serde_json::to_writer(std::io::sink(), &job.trigger).map_err(|error| error.to_string())?;
        if job.arguments.depth() > MAX_ARGUMENTS_DEPTH {
            return Err(format!("its arguments are nested more than {MAX_ARGUMENTS_DEPTH} deep"));
        }
        Ok(WrittenJob::with(&job.trigger, jobstore, job))
    }
}

impl<'a> WrittenJob<'a, Value> {
    /// A job as far as it can be written, to be compared.
    pub(super) fn to_compare(jobstore: &'a str, job: &'a JobRecord) -> Self {
        let trigger = serde_json::to_value(&job.trigger);
        let trigger = trigger.unwrap_or_else(|_| Value::String(job.trigger.to_string()));
        WrittenJob::with(trigger, jobstore, job)
    }
}

impl<'a, T> WrittenJob<'a, T> {
    fn with(trigger: T, jobstore: &'a str, job: &'a JobRecord) -> Self {
        let (settings, labels) = (&job.settings, job.labels.as_deref());
        WrittenJob {
            id: &job.id,
            jobstore,
            function: job.function.name(),
            args: job.arguments.as_json(),
            trigger,
            next_run_time: RunTime(job.next_run_time),
            paused: job.paused,
            name: settings.name.as_deref(),
            executor: &settings.executor,
            coalesce: settings.coalesce,
            max_instances: Count(settings.max_instances),
            misfire_grace_time: settings.misfire_grace_time,
            timeout: Timeout(settings.timeout),
            retry: settings.retry,
            on_node_loss: settings.on_node_loss,
            tags: labels.map(|labels| labels.tags().collect()).unwrap_or_default(),
            metadata: labels.map(|labels| labels.metadata().collect()).unwrap_or_default(),
        }
    }
}
