//! What happens in a scheduler, told to whoever listens.

mod announcement;
mod debug;
mod delivery;
mod events;
mod mask;
mod shared;
mod stream;

pub use delivery::ListenerId;
pub use mask::EventMask;
pub use stream::{EventStream, Lagged};

pub(crate) use announcement::Announcement;
pub(crate) use events::Events;

use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::engine::RunTimes;
use crate::job::{JobError, JobId};

/// Something that has happened. The names and their meaning are APScheduler's
/// (`apscheduler.events`), as far as they exist there.
///
/// Every time at which a job was due ends in exactly one of [`JobExecuted`](Self::JobExecuted),
/// [`JobError`](Self::JobError), [`JobMissed`](Self::JobMissed),
/// [`JobMaxInstances`](Self::JobMaxInstances) and [`JobCoalesced`](Self::JobCoalesced), reported
/// by the scheduler that has dealt with it. If that scheduler has died, another one that shares
/// its store reports [`JobAbandoned`](Self::JobAbandoned).
///
/// # Order
///
/// All listeners and streams of a scheduler see its events in the same order. For each job,
/// [`JobAdded`](Self::JobAdded) comes first and [`JobRemoved`](Self::JobRemoved) last, after
/// the outcome of every run; [`JobSubmitted`](Self::JobSubmitted) comes before the outcomes of
/// its run times. (In APScheduler an outcome may come before the submission, and the removal
/// before both.) Runs of different jobs, and those of one job that go on at the same time, end
/// in any order. If a job is replaced, or its id is used again, `JobAdded` is reported again,
/// perhaps while runs of its predecessor are still under way.
///
/// A start reports [`ExecutorAdded`](Self::ExecutorAdded) for each executor,
/// [`JobStoreAdded`](Self::JobStoreAdded) for each store, `JobAdded` for each pending job, and
/// then [`SchedulerStarted`](Self::SchedulerStarted). A shutdown reports
/// [`ExecutorRemoved`](Self::ExecutorRemoved) and [`JobStoreRemoved`](Self::JobStoreRemoved),
/// and then [`SchedulerShutdown`](Self::SchedulerShutdown). The outcomes of runs that it did
/// not wait for still follow afterwards.
#[doc(alias("SchedulerEvent", "JobEvent", "JobSubmissionEvent", "JobExecutionEvent"))]
#[derive(Clone)]
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
    /// An executor is ready: the scheduler starts.
    ExecutorAdded {
        /// The alias of the executor.
        executor: Arc<str>,
    },
    /// An executor takes no more runs: the scheduler shuts down, or its start has failed.
    ExecutorRemoved {
        /// The alias of the executor.
        executor: Arc<str>,
    },
    /// A job is due, but this scheduler has no executor with the alias that the job names. (The
    /// store may have outlived the program that had one.) This job and all others of that
    /// executor stay in their stores and do not start, until they are [given another
    /// executor](crate::ModifyJob::executor). Reported once for each alias and start.
    ExecutorMissing {
        /// The alias that no executor has.
        executor: Arc<str>,
        /// The alias of the store in which such a job was found first.
        jobstore: Arc<str>,
    },
    /// A job store is used from now on: the scheduler starts.
    JobStoreAdded {
        /// The alias of the store.
        jobstore: Arc<str>,
    },
    /// A job store is no longer searched for due jobs: the scheduler shuts down, or its start
    /// has failed. The store keeps its jobs.
    JobStoreRemoved {
        /// The alias of the store.
        jobstore: Arc<str>,
    },
    /// A job store failed. It is tried again after the retry interval; its jobs are late until then.
    JobStoreFailed {
        /// The alias of the store.
        jobstore: Arc<str>,
        /// What went wrong.
        error: Arc<str>,
    },
    /// A job store that had [failed](Self::JobStoreFailed) works again.
    JobStoreRecovered {
        /// The alias of the store.
        jobstore: Arc<str>,
    },
    /// All jobs of a store, or of all stores, were removed by one call. It stands for the
    /// [`JobRemoved`](Self::JobRemoved) of each of them.
    AllJobsRemoved {
        /// The alias of the store; `None` if all stores were emptied.
        jobstore: Option<Arc<str>>,
    },
    /// A job was added to a store.
    JobAdded {
        /// The job.
        job_id: JobId,
        /// The alias of its store.
        jobstore: Arc<str>,
    },
    /// A job was removed, or its trigger has ended. Reported when the last of its runs that are
    /// under way has ended; the job has left its store before that.
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
        #[doc(alias = "retval")]
        result: Option<Arc<Value>>,
    },
    /// An attempt of a run failed and is tried again later; see [`Retry`](crate::Retry).
    /// Reported instead of an outcome, which comes after the last attempt.
    JobRetrying {
        /// The job.
        job_id: JobId,
        /// The alias of its store.
        jobstore: Arc<str>,
        /// When it was due.
        scheduled_run_time: DateTime<Utc>,
        /// The number of the next attempt; the one before it has failed.
        attempt: u32,
        /// Why that one failed.
        error: JobError,
        /// When the next one is.
        retry_at: DateTime<Utc>,
    },
    /// A plain `fn` takes longer than its `timeout`. It cannot be stopped from outside; its outcome comes when
    /// it returns. An `async fn` is dropped where it waits instead. If that has not happened a second later,
    /// because it blocks its thread, it is reported as well.
    JobOverdue {
        /// The job.
        job_id: JobId,
        /// The alias of its store.
        jobstore: Arc<str>,
        /// When it was due.
        scheduled_run_time: DateTime<Utc>,
        /// Which attempt it is, from 1.
        attempt: u32,
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
        #[doc(alias = "exception")]
        error: JobError,
    },
    /// The scheduler that had a run has died, or has lost its lease on the store that it shares with
    /// this one. How far the run got is not known.
    JobAbandoned {
        /// The job.
        job_id: JobId,
        /// The alias of its store here.
        jobstore: Arc<str>,
        /// When it was due; the first time, if the run was catching up on several.
        scheduled_run_time: DateTime<Utc>,
        /// The host and process of the scheduler.
        node: Arc<str>,
        /// Whether it is run again, here or by another scheduler:
        /// [`OnNodeLoss::Rerun`](crate::OnNodeLoss::Rerun).
        is_rerun: bool,
    },
    /// This scheduler could not renew its lease on a store in time, so other schedulers may have taken
    /// its runs. They were cancelled, each with an error of the kind
    /// [`LeaseLost`](crate::JobErrorKind::LeaseLost). The scheduler goes on as a new node of the
    /// store as soon as it can.
    LeaseLost {
        /// The alias of the store.
        jobstore: Arc<str>,
    },
    /// A stored job cannot be read: somebody has changed it by hand, or another version of this library
    /// has written it. It stays as it is and does not run. Each scheduler looks at it again
    /// when it starts.
    JobUnreadable {
        /// The id, as it is stored.
        job_id: Arc<str>,
        /// The alias of its store.
        jobstore: Arc<str>,
        /// What is wrong with it.
        error: Arc<str>,
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
            Event::ExecutorAdded { .. } => EventMask::EXECUTOR_ADDED,
            Event::ExecutorRemoved { .. } => EventMask::EXECUTOR_REMOVED,
            Event::ExecutorMissing { .. } => EventMask::EXECUTOR_MISSING,
            Event::JobStoreAdded { .. } => EventMask::JOB_STORE_ADDED,
            Event::JobStoreRemoved { .. } => EventMask::JOB_STORE_REMOVED,
            Event::JobStoreFailed { .. } => EventMask::JOB_STORE_FAILED,
            Event::JobStoreRecovered { .. } => EventMask::JOB_STORE_RECOVERED,
            Event::AllJobsRemoved { .. } => EventMask::ALL_JOBS_REMOVED,
            Event::JobAdded { .. } => EventMask::JOB_ADDED,
            Event::JobRemoved { .. } => EventMask::JOB_REMOVED,
            Event::JobModified { .. } => EventMask::JOB_MODIFIED,
            Event::JobSubmitted { .. } => EventMask::JOB_SUBMITTED,
            Event::JobMaxInstances { .. } => EventMask::JOB_MAX_INSTANCES,
            Event::JobCoalesced { .. } => EventMask::JOB_COALESCED,
            Event::JobExecuted { .. } => EventMask::JOB_EXECUTED,
            Event::JobError { .. } => EventMask::JOB_ERROR,
            Event::JobMissed { .. } => EventMask::JOB_MISSED,
            Event::JobRetrying { .. } => EventMask::JOB_RETRYING,
            Event::JobOverdue { .. } => EventMask::JOB_OVERDUE,
            Event::JobAbandoned { .. } => EventMask::JOB_ABANDONED,
            Event::LeaseLost { .. } => EventMask::LEASE_LOST,
            Event::JobUnreadable { .. } => EventMask::JOB_UNREADABLE,
        }
    }

    /// The job it is about, if it is about one.
    pub fn job_id(&self) -> Option<&JobId> {
        self.job().map(|(_, job_id)| job_id)
    }

    /// The alias of its store and the id of the job it is about.
    fn job(&self) -> Option<(&Arc<str>, &JobId)> {
        match self {
            Event::SchedulerStarted
            | Event::SchedulerShutdown
            | Event::SchedulerPaused
            | Event::SchedulerResumed
            | Event::ExecutorAdded { .. }
            | Event::ExecutorRemoved { .. }
            | Event::ExecutorMissing { .. }
            | Event::JobStoreAdded { .. }
            | Event::JobStoreRemoved { .. }
            | Event::JobStoreFailed { .. }
            | Event::JobStoreRecovered { .. }
            | Event::LeaseLost { .. }
            | Event::JobUnreadable { .. }
            | Event::AllJobsRemoved { .. } => None,
            Event::JobAdded { jobstore, job_id }
            | Event::JobRemoved { jobstore, job_id }
            | Event::JobModified { jobstore, job_id }
            | Event::JobSubmitted { jobstore, job_id, .. }
            | Event::JobMaxInstances { jobstore, job_id, .. }
            | Event::JobCoalesced { jobstore, job_id, .. }
            | Event::JobExecuted { jobstore, job_id, .. }
            | Event::JobError { jobstore, job_id, .. }
            | Event::JobMissed { jobstore, job_id, .. }
            | Event::JobRetrying { jobstore, job_id, .. }
            | Event::JobAbandoned { jobstore, job_id, .. }
            | Event::JobOverdue { jobstore, job_id, .. } => Some((jobstore, job_id)),
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
            Event::ExecutorAdded { executor } => write!(f, "executor `{executor}` added"),
            Event::ExecutorRemoved { executor } => write!(f, "executor `{executor}` removed"),
            Event::ExecutorMissing { executor, jobstore } => {
                write!(f, "jobs of store `{jobstore}` wait for executor `{executor}`, which is not there")
            }
            Event::JobStoreAdded { jobstore } => write!(f, "job store `{jobstore}` added"),
            Event::JobStoreRemoved { jobstore } => write!(f, "job store `{jobstore}` removed"),
            Event::AllJobsRemoved { jobstore: Some(jobstore) } => {
                write!(f, "all jobs removed from store `{jobstore}`")
            }
            Event::AllJobsRemoved { jobstore: None } => f.write_str("all jobs removed"),
            Event::JobStoreFailed { jobstore, error } => write!(f, "job store `{jobstore}` failed: {error}"),
            Event::JobStoreRecovered { jobstore } => write!(f, "job store `{jobstore}` works again"),
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
            Event::JobError { job_id, scheduled_run_time: time, error, .. } => {
                write!(f, "`{job_id}` failed, run time {time}: {error}")
            }
            Event::JobRetrying { job_id, scheduled_run_time: time, attempt, error, retry_at, .. } => {
                write!(
                    f,
                    "`{job_id}` failed, run time {time}, attempt {attempt} follows at {retry_at}: {error}"
                )
            }
            Event::JobOverdue { job_id, scheduled_run_time: time, .. } => {
                write!(f, "`{job_id}` takes longer than its timeout, run time {time}")
            }
            Event::JobAbandoned { job_id, scheduled_run_time: time, node, is_rerun, .. } => {
                let then = if *is_rerun { ", and is run again" } else { "" };
                write!(f, "`{job_id}` abandoned: node {node} is dead, run time {time}{then}")
            }
            Event::LeaseLost { jobstore } => write!(f, "lease on job store `{jobstore}` lost"),
            Event::JobUnreadable { job_id, jobstore, error } => {
                write!(f, "`{job_id}` of store `{jobstore}` cannot be read: {error}")
            }
            Event::JobMissed { job_id, scheduled_run_time: time, .. } => {
                write!(f, "`{job_id}` missed its run time {time}")
            }
        }
    }
}
