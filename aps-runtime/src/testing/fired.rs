use std::fmt;
use std::sync::Arc;

use aps_triggers::{LocalTime, TimeZone, Trigger};
use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::engine::RunTimes;
use crate::event::Event;
use crate::job::{Hidden, JobError, JobId};
use crate::panics::contain;

/// A time at which a job was due, and what became of it.
///
/// If many due times were coalesced or skipped together, the first 1,000 have an entry each. The
/// others share one entry, from [`scheduled_run_time`](Self::scheduled_run_time) to
/// [`last_run_time`](Self::last_run_time), so that the list stays short even after a jump of ten
/// years.
#[derive(Debug, Clone)]
pub struct Fired {
    job_id: JobId,
    scheduled_run_time: DateTime<Utc>,
    last_run_time: DateTime<Utc>,
    timezone: TimeZone,
    outcome: Outcome,
}

/// How many due times of one event have an entry each.
const LISTED: usize = 1_000;

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
        let fired = |(scheduled_run_time, last_run_time), outcome| Fired {
            job_id: job_id.clone(),
            scheduled_run_time,
            last_run_time,
            timezone,
            outcome,
        };
        let once = |time: DateTime<Utc>, outcome| vec![fired((time, time), outcome)];
        let each = |times: &RunTimes, outcome: Outcome| {
            entries(times).into_iter().map(|times| fired(times, outcome.clone())).collect()
        };
        match event {
            Event::JobExecuted { scheduled_run_time, result, .. } => {
                once(*scheduled_run_time, Outcome::Executed(result.clone()))
            }
            Event::JobError { scheduled_run_time, error, .. } => {
                once(*scheduled_run_time, Outcome::Failed(error.clone()))
            }
            Event::JobMissed { scheduled_run_time, .. } => once(*scheduled_run_time, Outcome::Missed),
            Event::JobMaxInstances { scheduled_run_times, .. } => {
                each(scheduled_run_times, Outcome::MaxInstances)
            }
            Event::JobCoalesced { scheduled_run_times, .. } => each(scheduled_run_times, Outcome::Coalesced),
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

    /// The last of the times that it stands for; the same as the first if it stands for one.
    pub fn last_run_time(&self) -> DateTime<Utc> {
        self.last_run_time
    }

    /// When it was due, on the clocks of the scheduler's zone.
    pub fn local_time(&self) -> LocalTime {
        self.timezone.to_local(self.scheduled_run_time)
    }

    /// What became of it.
    pub fn outcome(&self) -> &Outcome {
        &self.outcome
    }

    /// `2026-10-30 09:00:00 EET executed`
    pub(super) fn text(&self) -> String {
        let (first, outcome) = (self.local_time(), &self.outcome);
        if self.last_run_time == self.scheduled_run_time {
            return format!("{first} {outcome}");
        }
        format!("{first} to {} {outcome}", self.timezone.to_local(self.last_run_time))
    }
}

/// The first and the last time of each entry.
fn entries(times: &RunTimes) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
    let mut rest = times.iter();
    let mut entries: Vec<_> = rest.by_ref().take(LISTED).map(|time| (time, time)).collect();
    if let Some(first) = rest.peek() {
        let through = times.span().through;
        let last = contain(|| times.job().trigger.last_fire_time_until(first, through));
        entries.push((first, last.unwrap_or(through)));
    }
    entries
}

impl fmt::Display for Fired {
    /// `report 2026-10-30 09:00:00 EET executed`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.job_id, self.text())
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
