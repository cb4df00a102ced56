use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use aps_triggers::{AnyTrigger, jitter};
use chrono::{DateTime, Utc};

use super::{Arguments, Callee, JobDefaults, JobId, Labels, MisfireGraceTime, OnNodeLoss, Retry};
use crate::engine::later;

/// A job as a store keeps it: names and values, and code only in a store that
/// [keeps closures](crate::JobStore::keeps_closures).
///
/// A record is a snapshot. Cheap to clone.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct JobRecord {
    /// The job's identity, unique in its store.
    pub id: JobId,
    /// What to call.
    pub function: Callee,
    /// What to call it with.
    pub arguments: Arguments,
    /// When to call it.
    pub trigger: AnyTrigger,
    /// How to run it. Jobs without settings of their own share it.
    pub settings: Arc<JobSettings>,
    /// The next time the trigger fires. Kept while the job is paused. With jitter the job is
    /// [due](Self::due_time) somewhat later.
    pub next_run_time: DateTime<Utc>,
    /// Whether the job is paused. It is never due then.
    pub paused: bool,
    /// Its tags and metadata; `None` if there are none.
    pub labels: Option<Arc<Labels>>,
    /// Grows with each write of the store. A write names the revision it has
    /// read, so that of two writers who both read the same one, one learns that
    /// it came too late. A new job begins at one that no job before it has had, so
    /// that it is not taken for one that had the same id.
    pub revision: u64,
}

/// How a job is run: its own settings, and the scheduler's defaults for the rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobSettings {
    /// A name for people; `None` is that of the function.
    pub name: Option<Arc<str>>,
    /// The alias of the executor that runs it.
    pub executor: Arc<str>,
    /// Whether due runs are rolled into one.
    pub coalesce: bool,
    /// How many runs may be under way at once.
    pub max_instances: NonZeroU32,
    /// How late a run may start.
    pub misfire_grace_time: MisfireGraceTime,
    /// How long one attempt of a run may take; `None` means no limit.
    pub timeout: Option<Duration>,
    /// How often a run that failed is tried again.
    pub retry: Retry,
    /// What becomes of a run whose node died.
    pub on_node_loss: OnNodeLoss,
}

impl JobSettings {
    /// The defaults, on this executor.
    pub(crate) fn new(defaults: JobDefaults, executor: Arc<str>) -> Self {
        let JobDefaults { coalesce, max_instances, misfire_grace_time, timeout, retry, on_node_loss } =
            defaults;
        JobSettings {
            name: None,
            executor,
            coalesce,
            max_instances,
            misfire_grace_time,
            timeout,
            retry,
            on_node_loss,
        }
    }
}

impl JobRecord {
    /// A name for people.
    pub fn name(&self) -> &str {
        self.settings.name.as_deref().unwrap_or(self.function.name())
    }

    /// When the job is due: at its `next_run_time`, or later by the
    /// [delay](aps_triggers::jitter::delay) that its trigger's jitter has for that time.
    ///
    /// It is computed from the record alone, so all readers agree on it. Stores find due jobs
    /// by it.
    pub fn due_time(&self) -> DateTime<Utc> {
        self.due_time_of(self.next_run_time)
    }

    /// When a run for this fire time is due.
    pub(crate) fn due_time_of(&self, fire_time: DateTime<Utc>) -> DateTime<Utc> {
        let Some(max) = self.trigger.max_jitter() else { return fire_time };
        later(fire_time, jitter::delay(max, self.id.as_str(), fire_time))
    }

    /// By what a store sorts [all its jobs](crate::JobStore::jobs).
    pub(crate) fn listing_order(&self) -> (bool, DateTime<Utc>, &JobId) {
        (self.paused, self.next_run_time, &self.id)
    }
}

#[cfg(test)]
impl JobRecord {
    /// A job with nothing said about it but its trigger.
    pub(crate) fn for_test(id: &str, trigger: impl Into<AnyTrigger>, next_run_time: DateTime<Utc>) -> Self {
        JobRecord {
            id: JobId::new(id).unwrap(),
            function: Callee::Registered(id.into()),
            arguments: Arguments::default(),
            trigger: trigger.into(),
            settings: Arc::new(JobSettings::new(JobDefaults::default(), "default".into())),
            next_run_time,
            paused: false,
            labels: None,
            revision: 0,
        }
    }
}
