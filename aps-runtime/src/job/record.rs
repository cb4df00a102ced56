use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use aps_triggers::AnyTrigger;
use chrono::{DateTime, Utc};

use super::{Arguments, JobId, MisfireGraceTime, OnNodeLoss, Retry};

/// A job as a store keeps it: names and values, never code.
///
/// A record is a snapshot. Cheap to clone.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct JobRecord {
    /// The job's identity, unique in its store.
    pub id: JobId,
    /// A name for people.
    pub name: Arc<str>,
    /// The registered name of the function to call.
    pub function: Arc<str>,
    /// What to call it with.
    pub arguments: Arguments,
    /// When to call it.
    pub trigger: Arc<AnyTrigger>,
    /// The alias of the executor that runs it.
    pub executor: Arc<str>,
    /// Whether due runs are rolled into one.
    pub coalesce: bool,
    /// How many runs may be under way at once.
    pub max_instances: NonZeroU32,
    /// How late a run may start.
    pub misfire_grace_time: MisfireGraceTime,
    /// How long one attempt of a run may take; `None` is without limit.
    pub timeout: Option<Duration>,
    /// How often a run that failed is tried again.
    pub retry: Retry,
    /// What becomes of a run whose node died.
    pub on_node_loss: OnNodeLoss,
    /// The next time the trigger fires. Kept while the job is paused.
    pub next_run_time: DateTime<Utc>,
    /// Whether the job is paused: it is never due then.
    pub paused: bool,
    /// Grows with each write of the store. A write names the revision it has
    /// read, so that of two writers who both read the same one, one learns that
    /// it came too late. A new job begins at a random one, so that it is not taken
    /// for one that had the same id.
    pub revision: u64,
}

#[cfg(test)]
impl JobRecord {
    /// A job with nothing said about it but its trigger.
    pub(crate) fn for_test(id: &str, trigger: impl Into<AnyTrigger>, next_run_time: DateTime<Utc>) -> Self {
        JobRecord {
            id: JobId::new(id).unwrap(),
            name: id.into(),
            function: id.into(),
            arguments: Arguments::default(),
            trigger: Arc::new(trigger.into()),
            executor: "default".into(),
            coalesce: true,
            max_instances: NonZeroU32::MIN,
            misfire_grace_time: MisfireGraceTime::Unlimited,
            timeout: None,
            retry: Retry::NEVER,
            on_node_loss: OnNodeLoss::Abandon,
            next_run_time,
            paused: false,
            revision: 0,
        }
    }
}
