//! What happens in a scheduler, told to whoever listens.

use std::fmt;
use std::ops::BitOr;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::engine::RunTimes;
use crate::job::{JobError, JobId};

/// Something that has happened. The names and their meaning are APScheduler's
/// (`apscheduler.events`), as far as they exist there.
///
/// Every time at which a job was due ends in exactly one of
/// [`JobExecuted`](Self::JobExecuted), [`JobError`](Self::JobError),
/// [`JobMissed`](Self::JobMissed), [`JobMaxInstances`](Self::JobMaxInstances) and
/// [`JobCoalesced`](Self::JobCoalesced).
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Event {
    /// The scheduler has started; its declared jobs are in their stores.
    SchedulerStarted,
    /// The scheduler has shut down.
    SchedulerShutdown,
    /// The scheduler starts no more runs until it is resumed.
    SchedulerPaused,
    /// The scheduler starts runs again.
    SchedulerResumed,
    /// A job store failed. It is tried again after the retry interval; its jobs are late until then.
    JobStoreFailed {
        /// The alias of the store.
        jobstore: Arc<str>,
        /// What it said.
        error: Arc<str>,
    },
    /// A job was added to a store.
    JobAdded {
        /// The job.
        job_id: JobId,
        /// The alias of its store.
        jobstore: Arc<str>,
    },
    /// A job was removed, or its trigger has ended and its last run as well.
    JobRemoved {
        /// The job.
        job_id: JobId,
        /// The alias of its store.
        jobstore: Arc<str>,
    },
    /// A job was changed, paused or resumed.
    JobModified {
        /// The job.
        job_id: JobId,
        /// The alias of its store.
        jobstore: Arc<str>,
    },
    /// Due runs were given to an executor.
    JobSubmitted {
        /// The job.
        job_id: JobId,
        /// The alias of its store.
        jobstore: Arc<str>,
        /// When they were due.
        scheduled_run_times: RunTimes,
    },
    /// Due runs were skipped, because `max_instances` runs of the job are still under way.
    JobMaxInstances {
        /// The job.
        job_id: JobId,
        /// The alias of its store.
        jobstore: Arc<str>,
        /// When they were due.
        scheduled_run_times: RunTimes,
    },
    /// Due runs were rolled into a later one (`coalesce`).
    JobCoalesced {
        /// The job.
        job_id: JobId,
        /// The alias of its store.
        jobstore: Arc<str>,
        /// When they were due.
        scheduled_run_times: RunTimes,
    },
    /// A run ended well.
    JobExecuted {
        /// The job.
        job_id: JobId,
        /// The alias of its store.
        jobstore: Arc<str>,
        /// When it was due.
        scheduled_run_time: DateTime<Utc>,
        /// What the function returned, if that was [`Json`](crate::Json).
        result: Option<Arc<Value>>,
    },
    /// A run failed: it returned an error, panicked, or could not be started.
    JobError {
        /// The job.
        job_id: JobId,
        /// The alias of its store.
        jobstore: Arc<str>,
        /// When it was due.
        scheduled_run_time: DateTime<Utc>,
        /// Why.
        error: JobError,
    },
    /// A run was not started, because it would have been later than `misfire_grace_time`.
    JobMissed {
        /// The job.
        job_id: JobId,
        /// The alias of its store.
        jobstore: Arc<str>,
        /// When it was due.
        scheduled_run_time: DateTime<Utc>,
    },
}

impl Event {
    /// The bit that stands for this kind of event in an [`EventMask`].
    pub fn mask(&self) -> EventMask {
        match self {
            Event::SchedulerStarted => EventMask::SCHEDULER_STARTED,
            Event::SchedulerShutdown => EventMask::SCHEDULER_SHUTDOWN,
            Event::SchedulerPaused => EventMask::SCHEDULER_PAUSED,
            Event::SchedulerResumed => EventMask::SCHEDULER_RESUMED,
            Event::JobStoreFailed { .. } => EventMask::JOB_STORE_FAILED,
            Event::JobAdded { .. } => EventMask::JOB_ADDED,
            Event::JobRemoved { .. } => EventMask::JOB_REMOVED,
            Event::JobModified { .. } => EventMask::JOB_MODIFIED,
            Event::JobSubmitted { .. } => EventMask::JOB_SUBMITTED,
            Event::JobMaxInstances { .. } => EventMask::JOB_MAX_INSTANCES,
            Event::JobCoalesced { .. } => EventMask::JOB_COALESCED,
            Event::JobExecuted { .. } => EventMask::JOB_EXECUTED,
            Event::JobError { .. } => EventMask::JOB_ERROR,
            Event::JobMissed { .. } => EventMask::JOB_MISSED,
        }
    }

    /// The job it is about, if it is about one.
    pub fn job_id(&self) -> Option<&JobId> {
        match self {
            Event::SchedulerStarted
            | Event::SchedulerShutdown
            | Event::SchedulerPaused
            | Event::SchedulerResumed
            | Event::JobStoreFailed { .. } => None,
            Event::JobAdded { job_id, .. }
            | Event::JobRemoved { job_id, .. }
            | Event::JobModified { job_id, .. }
            | Event::JobSubmitted { job_id, .. }
            | Event::JobMaxInstances { job_id, .. }
            | Event::JobCoalesced { job_id, .. }
            | Event::JobExecuted { job_id, .. }
            | Event::JobError { job_id, .. }
            | Event::JobMissed { job_id, .. } => Some(job_id),
        }
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Event::SchedulerStarted => f.write_str("scheduler started"),
            Event::SchedulerShutdown => f.write_str("scheduler shut down"),
            Event::SchedulerPaused => f.write_str("scheduler paused"),
            Event::SchedulerResumed => f.write_str("scheduler resumed"),
            Event::JobStoreFailed { jobstore, error } => write!(f, "job store `{jobstore}` failed: {error}"),
            Event::JobAdded { job_id, jobstore } => write!(f, "`{job_id}` added to store `{jobstore}`"),
            Event::JobRemoved { job_id, jobstore } => write!(f, "`{job_id}` removed from store `{jobstore}`"),
            Event::JobModified { job_id, .. } => write!(f, "`{job_id}` modified"),
            Event::JobSubmitted { job_id, .. } => write!(f, "`{job_id}` submitted"),
            Event::JobMaxInstances { job_id, .. } => {
                write!(f, "`{job_id}` skipped: its maximum number of instances is still running")
            }
            Event::JobCoalesced { job_id, scheduled_run_times: times, .. } => {
                write!(f, "`{job_id}`: runs due from {} on rolled into a later one", times.first())
            }
            Event::JobExecuted { job_id, .. } => write!(f, "`{job_id}` executed"),
            Event::JobError { job_id, error, .. } => write!(f, "`{job_id}` failed: {error}"),
            Event::JobMissed { job_id, scheduled_run_time: time, .. } => {
                write!(f, "`{job_id}` missed its run time {time}")
            }
        }
    }
}

/// A set of kinds of events. The bits are APScheduler's, where it has the event.
///
/// ```
/// use aps_runtime::EventMask;
///
/// let mask = EventMask::JOB_ERROR | EventMask::JOB_MISSED;
/// assert!(mask.contains(EventMask::JOB_ERROR));
/// assert!(!mask.contains(EventMask::JOB_EXECUTED));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct EventMask(u32);

impl EventMask {
    /// [`Event::SchedulerStarted`]
    pub const SCHEDULER_STARTED: EventMask = EventMask(1);
    /// [`Event::SchedulerShutdown`]
    pub const SCHEDULER_SHUTDOWN: EventMask = EventMask(1 << 1);
    /// [`Event::SchedulerPaused`]
    pub const SCHEDULER_PAUSED: EventMask = EventMask(1 << 2);
    /// [`Event::SchedulerResumed`]
    pub const SCHEDULER_RESUMED: EventMask = EventMask(1 << 3);
    /// [`Event::JobAdded`]
    pub const JOB_ADDED: EventMask = EventMask(1 << 9);
    /// [`Event::JobRemoved`]
    pub const JOB_REMOVED: EventMask = EventMask(1 << 10);
    /// [`Event::JobModified`]
    pub const JOB_MODIFIED: EventMask = EventMask(1 << 11);
    /// [`Event::JobExecuted`]
    pub const JOB_EXECUTED: EventMask = EventMask(1 << 12);
    /// [`Event::JobError`]
    pub const JOB_ERROR: EventMask = EventMask(1 << 13);
    /// [`Event::JobMissed`]
    pub const JOB_MISSED: EventMask = EventMask(1 << 14);
    /// [`Event::JobSubmitted`]
    pub const JOB_SUBMITTED: EventMask = EventMask(1 << 15);
    /// [`Event::JobMaxInstances`]
    pub const JOB_MAX_INSTANCES: EventMask = EventMask(1 << 16);
    /// [`Event::JobCoalesced`], which APScheduler does not have
    pub const JOB_COALESCED: EventMask = EventMask(1 << 17);
    /// [`Event::JobStoreFailed`], which APScheduler does not have
    pub const JOB_STORE_FAILED: EventMask = EventMask(1 << 18);
    /// Every event.
    pub const ALL: EventMask = EventMask(u32::MAX);

    /// Whether all of `other` is in this set.
    pub fn contains(self, other: EventMask) -> bool {
        self.0 & other.0 == other.0
    }
}

impl BitOr for EventMask {
    type Output = EventMask;

    fn bitor(self, other: EventMask) -> EventMask {
        EventMask(self.0 | other.0)
    }
}
