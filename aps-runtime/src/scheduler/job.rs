use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use aps_triggers::{AnyTrigger, TimeZone};
use chrono::{DateTime, Utc};

use super::Scheduler;
use super::change::Target;
use super::core::Core;
use super::modify::ModifyJob;
use super::request::JobRequest;
use super::runs::run_now;
use super::verb::Verb;
use super::verbs::{RemoveJob, ResumeJob, pause, reschedule};
use crate::executor::RunControl;
use crate::job::{IntoTrigger, JobId, JobRecord, Labels, MisfireGraceTime, OnNodeLoss, Retry};

/// A job as it was when it was looked up, with the verbs to change it.
/// [`refresh`](Self::refresh) looks it up again.
#[derive(Clone)]
pub struct Job {
    core: Arc<Core>,
    jobstore: Arc<str>,
    /// If the job is pending, its next run time means nothing.
    record: Arc<JobRecord>,
    is_pending: bool,
}

/// When a job runs next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum JobStatus {
    /// That is decided when the scheduler starts.
    Pending,
    /// Not until it is resumed.
    Paused,
    /// At this instant.
    Scheduled(DateTime<Utc>),
    /// Not on this scheduler: it has no [`executor`](Job::executor) with the alias that the job
    /// names (see [`Event::ExecutorMissing`](crate::Event::ExecutorMissing)), or its program has
    /// no [`function`](Job::function) with that name. Another scheduler that shares the store may
    /// have them.
    Unresolved,
}

impl Job {
    pub(super) fn pending(core: &Arc<Core>, request: &JobRequest) -> Self {
        let record = request.clone().into_record(DateTime::UNIX_EPOCH);
        Job { core: core.clone(), jobstore: request.jobstore.clone(), record, is_pending: true }
    }

    pub(super) fn stored(core: &Arc<Core>, jobstore: &Arc<str>, record: Arc<JobRecord>) -> Self {
        Job { core: core.clone(), jobstore: jobstore.clone(), record, is_pending: false }
    }

    /// Its identity.
    pub fn id(&self) -> &JobId {
        &self.record.id
    }

    /// Its name for people.
    pub fn name(&self) -> &str {
        self.record.name()
    }

    /// The registered name of its function, or what the compiler calls its closure.
    pub fn function(&self) -> &str {
        self.record.function.name()
    }

    /// When it runs.
    pub fn trigger(&self) -> &AnyTrigger {
        &self.record.trigger
    }

    /// The alias of its executor.
    pub fn executor(&self) -> &str {
        &self.record.settings.executor
    }

    /// The alias of its store.
    pub fn jobstore(&self) -> &str {
        &self.jobstore
    }

    /// Whether due runs are rolled into one.
    pub fn coalesce(&self) -> bool {
        self.record.settings.coalesce
    }

    /// How many of its runs may be under way at once.
    pub fn max_instances(&self) -> u32 {
        self.record.settings.max_instances.get()
    }

    /// How long a run of it may take; `None` for no limit.
    pub fn timeout(&self) -> Option<Duration> {
        self.record.settings.timeout
    }

    /// How often and when a failed run of it is tried again.
    pub fn retry(&self) -> Retry {
        self.record.settings.retry
    }

    /// What becomes of a run whose node dies.
    pub fn on_node_loss(&self) -> OnNodeLoss {
        self.record.settings.on_node_loss
    }

    /// How late a run of it may start.
    pub fn misfire_grace_time(&self) -> MisfireGraceTime {
        self.record.settings.misfire_grace_time
    }

    /// Its tags and metadata, if it has any.
    pub fn labels(&self) -> Option<&Labels> {
        self.record.labels.as_deref()
    }

    /// Whether it is pending, paused, scheduled or unresolved.
    pub fn status(&self) -> JobStatus {
        match self.record.paused {
            true => JobStatus::Paused,
            false if self.is_pending => JobStatus::Pending,
            false if !self.core.can_run(&self.record) => JobStatus::Unresolved,
            false => JobStatus::Scheduled(self.record.next_run_time),
        }
    }

    /// When it runs next; `None` while it is pending, paused or unresolved.
    pub fn next_run_time(&self) -> Option<DateTime<Utc>> {
        match self.status() {
            JobStatus::Scheduled(time) => Some(time),
            JobStatus::Pending | JobStatus::Paused | JobStatus::Unresolved => None,
        }
    }

    /// The next run time, `pending`, `paused` or `unresolved`, for people in a zone.
    pub(super) fn next_run_text(&self, timezone: TimeZone) -> String {
        match self.status() {
            JobStatus::Pending => "pending".to_owned(),
            JobStatus::Paused => "paused".to_owned(),
            JobStatus::Unresolved => "unresolved".to_owned(),
            JobStatus::Scheduled(time) => timezone.to_local(time).to_string(),
        }
    }

    /// The scheduler that it is a job of.
    pub fn scheduler(&self) -> Scheduler {
        Scheduler { core: self.core.clone() }
    }

    /// This job, even if another store has a job with the same id.
    fn target(&self) -> Target {
        Target::in_store(self.id(), &self.jobstore)
    }

    /// The job as it is now.
    ///
    /// # Errors
    ///
    /// [`JobLookup`](crate::ErrorKind::JobLookup) if it is gone; [`Store`](crate::ErrorKind::Store).
    pub fn refresh(&self) -> Verb<Job> {
        let target = self.target();
        Verb::new(&self.core, |core| async move { core.job(&target).await })
    }

    /// As [`Scheduler::modify_job`].
    pub fn modify(&self) -> ModifyJob {
        ModifyJob::new(&self.core, self.target())
    }

    /// As [`Scheduler::reschedule_job`].
    ///
    /// # Errors
    ///
    /// As there.
    pub fn reschedule(&self, trigger: impl IntoTrigger) -> Verb<()> {
        reschedule(&self.core, self.target(), trigger)
    }

    /// As [`Scheduler::pause_job`].
    ///
    /// # Errors
    ///
    /// As there.
    pub fn pause(&self) -> Verb<()> {
        pause(&self.core, self.target())
    }

    /// As [`Scheduler::resume_job`].
    pub fn resume(&self) -> ResumeJob {
        ResumeJob::new(&self.core, self.target())
    }

    /// As [`Scheduler::run_now`].
    pub fn run_now(&self) -> Verb<()> {
        run_now(&self.core, self.target())
    }

    /// As [`Scheduler::cancel_runs`], for the runs of this job alone.
    pub fn cancel_runs(&self) -> usize {
        let is_mine = |run: &RunControl| run.job_id == *self.id() && *run.jobstore == *self.jobstore();
        self.core.cancel(is_mine).len()
    }

    /// As [`Scheduler::remove_job`].
    pub fn remove(&self) -> RemoveJob {
        RemoveJob::new(&self.core, self.target())
    }

    pub(super) fn timezone(&self) -> TimeZone {
        self.core.timezone
    }
}

/// By id and store, so two snapshots of one job are equal. (In APScheduler the id alone
/// decides.)
impl PartialEq for Job {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.core, &other.core) && self.id() == other.id() && self.jobstore == other.jobstore
    }
}

impl Eq for Job {}

impl fmt::Display for Job {
    /// APScheduler's text: `name (trigger: cron[hour='4'], next run at: 2026-11-22 04:00:00 EET)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let next_run_at = if self.next_run_time().is_some() { "next run at: " } else { "" };
        let next = self.next_run_text(self.timezone());
        write!(f, "{} (trigger: {}, {next_run_at}{next})", self.name(), self.trigger())
    }
}

impl fmt::Debug for Job {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Job(id={} name={})", self.id(), self.name())
    }
}
