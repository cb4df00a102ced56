use std::fmt;
use std::sync::Arc;

use aps_triggers::{AnyTrigger, TimeZone};
use chrono::{DateTime, Utc};

use super::Scheduler;
use super::change::Target;
use super::core::Core;
use super::request::JobRequest;
use crate::error::Error;
use crate::job::{JobId, JobRecord};

/// A job as it was when it was looked up, with the verbs to change it.
#[derive(Clone)]
pub struct Job {
    scheduler: Scheduler,
    id: JobId,
    name: Arc<str>,
    trigger: Arc<AnyTrigger>,
    executor: Arc<str>,
    jobstore: Arc<str>,
    status: JobStatus,
}

/// When a job runs next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum JobStatus {
    /// At the start of the scheduler it will be known.
    Pending,
    /// Not until it is resumed.
    Paused,
    /// At this instant.
    Scheduled(DateTime<Utc>),
}

impl Job {
    pub(super) fn pending(core: Arc<Core>, request: &JobRequest) -> Self {
        Job {
            scheduler: Scheduler { core },
            id: request.id.clone(),
            name: request.display_name().clone(),
            trigger: Arc::new(request.trigger.clone()),
            executor: request.executor.clone(),
            jobstore: request.jobstore.clone(),
            status: if request.paused { JobStatus::Paused } else { JobStatus::Pending },
        }
    }

    pub(super) fn stored(core: Arc<Core>, jobstore: Arc<str>, record: JobRecord) -> Self {
        let status =
            if record.paused { JobStatus::Paused } else { JobStatus::Scheduled(record.next_run_time) };
        Job {
            scheduler: Scheduler { core },
            id: record.id,
            name: record.name,
            trigger: record.trigger,
            executor: record.executor,
            jobstore,
            status,
        }
    }

    /// Its identity.
    pub fn id(&self) -> &JobId {
        &self.id
    }

    /// Its name for people.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// When it runs.
    pub fn trigger(&self) -> &AnyTrigger {
        &self.trigger
    }

    /// The alias of its executor.
    pub fn executor(&self) -> &str {
        &self.executor
    }

    /// The alias of its store.
    pub fn jobstore(&self) -> &str {
        &self.jobstore
    }

    /// Whether it waits for the start, is paused, or has a next run time.
    pub fn status(&self) -> JobStatus {
        self.status
    }

    /// When it runs next; `None` while it is pending or paused.
    pub fn next_run_time(&self) -> Option<DateTime<Utc>> {
        match self.status {
            JobStatus::Scheduled(time) => Some(time),
            JobStatus::Pending | JobStatus::Paused => None,
        }
    }

    /// The next run time, `pending` or `paused`, for people in a zone.
    pub(super) fn next_run_text(&self, timezone: TimeZone) -> String {
        match self.status {
            JobStatus::Pending => "pending".to_owned(),
            JobStatus::Paused => "paused".to_owned(),
            JobStatus::Scheduled(time) => timezone.to_local(time).to_string(),
        }
    }

    /// This job, also if another store has one by the same id.
    fn target(&self) -> Target<'_> {
        Target::in_store(self.id.as_str(), &self.jobstore)
    }

    /// As [`Scheduler::pause_job`].
    ///
    /// # Errors
    ///
    /// As there.
    pub async fn pause(&self) -> Result<(), Error> {
        self.scheduler.core().pause_job(self.target()).await
    }

    /// As [`Scheduler::resume_job`].
    ///
    /// # Errors
    ///
    /// As there.
    pub async fn resume(&self) -> Result<(), Error> {
        self.scheduler.core().resume_job(self.target()).await
    }

    /// As [`Scheduler::remove_job`].
    ///
    /// # Errors
    ///
    /// As there.
    pub async fn remove(&self) -> Result<(), Error> {
        self.scheduler.core().remove_job(self.target()).await
    }
}

impl fmt::Display for Job {
    /// APScheduler's text: `name (trigger: cron[hour='4'], next run at: 2026-11-22 04:00:00 EET)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let next_run_at = if self.next_run_time().is_some() { "next run at: " } else { "" };
        let next = self.next_run_text(self.scheduler.timezone());
        write!(f, "{} (trigger: {}, {next_run_at}{next})", self.name, self.trigger)
    }
}

impl fmt::Debug for Job {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Job(id={} name={})", self.id, self.name)
    }
}
