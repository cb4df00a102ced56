use std::fmt;
use std::sync::Arc;

use aps_triggers::{LocalTime, TimeZone};
use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::event::Event;
use crate::job::{Hidden, JobError, JobId};

/// A time at which a job was due, and what became of it.
#[derive(Debug, Clone)]
pub struct Fired {
    job_id: JobId,
    scheduled_run_time: DateTime<Utc>,
    local_time: LocalTime,
    outcome: Outcome,
}

/// What became of a due time: exactly one of these.
#[derive(Clone)]
#[non_exhaustive]
pub enum Outcome {
    /// The run ended well; with what the function returned, if that was [`Json`](crate::Json).
    Executed(Option<Arc<Value>>),
    /// It failed.
    Failed(JobError),
    /// It would have been later than `misfire_grace_time`.
    Missed,
    /// `max_instances` runs of the job were still under way.
    MaxInstances,
    /// It was rolled into a later one.
    Coalesced,
}

impl Fired {
    /// The due times that an event tells the outcome of.
    pub(super) fn of(event: &Event, timezone: TimeZone) -> Vec<Fired> {
        let Some(job_id) = event.job_id() else { return Vec::new() };
        let fired = |scheduled_run_time, outcome| Fired {
            job_id: job_id.clone(),
            scheduled_run_time,
            local_time: timezone.to_local(scheduled_run_time),
            outcome,
        };
        match event {
            Event::JobExecuted { scheduled_run_time, result, .. } => {
                vec![fired(*scheduled_run_time, Outcome::Executed(result.clone()))]
            }
            Event::JobError { scheduled_run_time, error, .. } => {
                vec![fired(*scheduled_run_time, Outcome::Failed(error.clone()))]
            }
            Event::JobMissed { scheduled_run_time, .. } => vec![fired(*scheduled_run_time, Outcome::Missed)],
            Event::JobMaxInstances { scheduled_run_times, .. } => {
                scheduled_run_times.iter().map(|time| fired(time, Outcome::MaxInstances)).collect()
            }
            Event::JobCoalesced { scheduled_run_times, .. } => {
                scheduled_run_times.iter().map(|time| fired(time, Outcome::Coalesced)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The job.
    pub fn job_id(&self) -> &JobId {
        &self.job_id
    }

    /// When it was due.
    pub fn scheduled_run_time(&self) -> DateTime<Utc> {
        self.scheduled_run_time
    }

    /// When it was due, on the clocks of the scheduler's zone.
    pub fn local_time(&self) -> LocalTime {
        self.local_time
    }

    /// What became of it.
    pub fn outcome(&self) -> &Outcome {
        &self.outcome
    }
}

impl fmt::Display for Fired {
    /// `report 2026-10-30 09:00:00 EET executed`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.job_id, self.local_time, self.outcome)
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Outcome::Executed(_) => f.write_str("executed"),
            Outcome::Failed(error) => write!(f, "failed: {error}"),
            Outcome::Missed => f.write_str("missed"),
            Outcome::MaxInstances => f.write_str("skipped"),
            Outcome::Coalesced => f.write_str("coalesced"),
        }
    }
}

/// Without the result of a run, which may be a secret.
impl fmt::Debug for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Outcome::Executed(result) => f.debug_tuple("Executed").field(&Hidden(result)).finish(),
            Outcome::Failed(error) => f.debug_tuple("Failed").field(error).finish(),
            Outcome::Missed => f.write_str("Missed"),
            Outcome::MaxInstances => f.write_str("MaxInstances"),
            Outcome::Coalesced => f.write_str("Coalesced"),
        }
    }
}
