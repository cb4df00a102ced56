use serde::{Serialize, Serializer};

use super::job::{Job, JobStatus};
use crate::job::vocabulary::Timeout;
use crate::job::{JobId, Labels, MisfireGraceTime};

/// A job for machines. The arguments are left out: they may hold what must not be seen.
#[derive(Serialize)]
struct JobData<'a> {
    id: &'a JobId,
    name: &'a str,
    function: &'a str,
    /// As people read it.
    trigger: String,
    /// As `AnyTrigger` is read back.
    #[cfg(feature = "serde")]
    trigger_definition: Option<serde_json::Value>,
    /// `pending`, `paused`, `scheduled` or `unresolved`.
    status: &'static str,
    /// RFC 3339, in UTC.
    next_run_time: Option<String>,
    executor: &'a str,
    jobstore: &'a str,
    coalesce: bool,
    max_instances: u32,
    misfire_grace_time: MisfireGraceTime,
    timeout: Timeout,
    /// In all, the first one included.
    attempts: u32,
    #[serde(flatten)]
    labels: Option<&'a Labels>,
}

/// An object with `id`, `name`, `function`, `trigger` (its text), `status` (`pending`,
/// `paused`, `scheduled` or `unresolved`), `next_run_time` (RFC 3339 in UTC, or nothing), `executor`,
/// `jobstore`, `coalesce`, `max_instances`, `misfire_grace_time` (in seconds, or nothing for
/// no limit), `timeout` (the same), `attempts` (in all), and `tags` and `metadata` if there are any. With the feature `serde` also
/// `trigger_definition`: the trigger as it is read back, or nothing for one of a kind of
/// your own.
impl Serialize for Job {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let status = match self.status() {
            JobStatus::Pending => "pending",
            JobStatus::Paused => "paused",
            JobStatus::Scheduled(_) => "scheduled",
            JobStatus::Unresolved => "unresolved",
        };
        let data = JobData {
            id: self.id(),
            name: self.name(),
            function: self.function(),
            trigger: self.trigger().to_string(),
            #[cfg(feature = "serde")]
            trigger_definition: serde_json::to_value(self.trigger()).ok(),
            status,
            next_run_time: self.next_run_time().map(|time| time.to_rfc3339()),
            executor: self.executor(),
            jobstore: self.jobstore(),
            coalesce: self.coalesce(),
            max_instances: self.max_instances(),
            misfire_grace_time: self.misfire_grace_time(),
            timeout: Timeout(self.timeout()),
            attempts: self.retry().attempts.get(),
            labels: self.labels(),
        };
        data.serialize(serializer)
    }
}
