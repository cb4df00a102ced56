use std::collections::BTreeMap;

use aps_triggers::AnyTrigger;
use serde::Serialize;
use serde_json::Value;

use super::{Count, RunTime, Timeout};
use crate::job::{Callee, JobId, JobRecord, MAX_ARGUMENTS_DEPTH, MisfireGraceTime, OnNodeLoss, Retry};

/// A job as it is written, in the order in which people read it. It is read as
/// [`JobData`](super::JobData).
#[derive(Debug, Serialize)]
pub(crate) struct WrittenJob<'a, T> {
    id: &'a JobId,
    #[serde(skip_serializing_if = "Option::is_none")]
    jobstore: Option<&'a str>,
    function: &'a str,
    #[serde(skip_serializing_if = "<[Value]>::is_empty")]
    args: &'a [Value],
    trigger: T,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_run_time: Option<RunTime>,
    #[serde(skip_serializing_if = "Option::is_none")]
    paused: Option<bool>,
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
    #[cfg(feature = "config")]
    pub(crate) fn new(jobstore: &'a str, job: &'a JobRecord) -> Result<Self, String> {
        check(job)?;
        Ok(WrittenJob::with(&job.trigger, jobstore, job))
    }

    /// The same without its store, and without what moves on: when it runs next, and whether it is paused.
    #[cfg(feature = "_stored")]
    pub(crate) fn at_rest(job: &'a JobRecord) -> Result<Self, String> {
        check(job)?;
        Ok(WrittenJob {
            jobstore: None,
            next_run_time: None,
            paused: None,
            ..WrittenJob::with(&job.trigger, "", job)
        })
    }
}

/// That it would read as the same.
fn check(job: &JobRecord) -> Result<(), String> {
    if let Callee::Closure(closure) = &job.function {
        return Err(format!("it calls `{}`, which exists in this process only", closure.name()));
    }
    // Written to nobody, to learn whether it can be.
    serde_json::to_writer(std::io::sink(), &job.trigger).map_err(|error| error.to_string())?;
    if job.arguments.depth() > MAX_ARGUMENTS_DEPTH {
        return Err(format!("its arguments are nested more than {MAX_ARGUMENTS_DEPTH} deep"));
    }
    Ok(())
}

#[cfg(feature = "config")]
impl<'a> WrittenJob<'a, Value> {
    /// A job as far as it can be written, to be compared.
    pub(crate) fn to_compare(jobstore: &'a str, job: &'a JobRecord) -> Self {
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
            jobstore: Some(jobstore),
            function: job.function.name(),
            args: job.arguments.as_json(),
            trigger,
            next_run_time: Some(RunTime(job.next_run_time)),
            paused: Some(job.paused),
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
