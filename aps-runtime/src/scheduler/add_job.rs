use std::sync::Arc;

use super::Scheduler;
use super::core::Core;
use super::job::Job;
use super::pending::Pending;
use super::request::JobRequest;
use super::settings::{Settings, settings_methods};
use super::verb::{Verb, awaitable};
use crate::error::Error;
use crate::job::{IntoJob, IntoTrigger, JobId};

impl Scheduler {
    /// Adds a job: what to call, and when. Await what it returns, after setting
    /// options on it; or call [`wait`](AddJob::wait) on a plain thread.
    ///
    /// What to call is a `#[job]` function's `job(…)`, or a closure; see [`IntoJob`]. When is
    /// a trigger, or [`Now`](crate::Now).
    ///
    /// Before the scheduler is first started the job is *pending*: it gets its
    /// first run time and its place in the store at the start. Jobs may be added at
    /// any time, also from inside jobs.
    ///
    /// ```
    /// use aps_runtime::prelude::*;
    ///
    /// #[job]
    /// async fn send_mail(to: String) {}
    ///
    /// # async fn example(scheduler: Scheduler) -> aps_runtime::Result<()> {
    /// scheduler
    ///     .add_job(send_mail::job("ann@example.org".into()), CronTrigger::parse("*/5 * * * *")?)
    ///     .id("my_job_id")
    ///     .replace_existing(true)
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Awaiting it fails with
    /// [`InvalidId`](crate::ErrorKind::InvalidId),
    /// [`InvalidOption`](crate::ErrorKind::InvalidOption),
    /// [`ConflictingId`](crate::ErrorKind::ConflictingId),
    /// [`UnknownExecutor`](crate::ErrorKind::UnknownExecutor),
    /// [`UnknownJobStore`](crate::ErrorKind::UnknownJobStore),
    /// [`UnknownFunction`](crate::ErrorKind::UnknownFunction),
    /// [`MissingState`](crate::ErrorKind::MissingState),
    /// [`NotExecutable`](crate::ErrorKind::NotExecutable),
    /// [`Arguments`](crate::ErrorKind::Arguments),
    /// [`NotStorable`](crate::ErrorKind::NotStorable),
    /// [`Parse`](crate::ErrorKind::Parse) for a trigger that can never fire,
    /// [`TriggerFinished`](crate::ErrorKind::TriggerFinished), or
    /// [`Store`](crate::ErrorKind::Store); then nothing was added.
    pub fn add_job<M>(&self, job: impl IntoJob<M>, trigger: impl IntoTrigger) -> AddJob {
        let shared = |name: &str| self.core.registry.shared_name(name);
        let request = job.into_job().into_parts(shared).map(|call| {
            let trigger = trigger.into_trigger(|| self.core.clock.now());
            JobRequest::new(&self.core, JobId::unique(), call, trigger)
        });
        AddJob { core: self.core.clone(), request }
    }
}

/// A job about to be added; see [`Scheduler::add_job`]. Await it.
#[derive(Debug)]
#[must_use = "no job is added until this is awaited, or `.wait()` is called on a plain thread"]
pub struct AddJob {
    core: Arc<Core>,
    request: Result<JobRequest, Error>,
}

impl AddJob {
    /// The job's id. Default: one that no other job has.
    pub fn id(self, id: impl AsRef<str>) -> Self {
        match JobId::new(id) {
            Ok(id) => self.change(|request| request.job_mut().id = id),
            Err(error) => self.fail(error),
        }
    }

    settings_methods!();

    /// The alias of the store that keeps the job. Default: `default`.
    pub fn jobstore(self, alias: impl Into<Arc<str>>) -> Self {
        self.change(|request| request.jobstore = alias.into())
    }

    /// Whether the job is paused until it is resumed. Default: `false`.
    pub fn paused(self, paused: bool) -> Self {
        self.settings(|settings| settings.paused = Some(paused))
    }

    /// Whether a job that has this id already is replaced, with its trigger and
    /// next run time. Default: `false`, which makes it an error.
    pub fn replace_existing(self, replace_existing: bool) -> Self {
        self.change(|request| request.replace_existing = replace_existing)
    }

    /// The first error is the one that is told.
    fn fail(mut self, error: Error) -> Self {
        self.request = self.request.and(Err(error));
        self
    }

    fn settings(self, say: impl FnOnce(&mut Settings)) -> Self {
        self.change(|request| say(&mut request.settings))
    }

    fn change(mut self, change: impl FnOnce(&mut JobRequest)) -> Self {
        if let Ok(request) = &mut self.request {
            change(request);
        }
        self
    }

    pub(super) fn into_request(self) -> Result<JobRequest, Error> {
        self.request
    }

    fn into_verb(self) -> Verb<Job> {
        let AddJob { core, request } = self;
        Verb::with(core, |core| async move {
            let request = request?;
            core.check(&request)?;
            core.add(request).await
        })
    }
}

awaitable!(AddJob => Job);

impl Core {
    /// Adds a job that was checked.
    pub(super) async fn add(self: &Arc<Self>, request: JobRequest) -> Result<Job, Error> {
        // Most jobs come after the start, and need no lock to know it.
        if !self.activity.was_started() && Box::pin(self.keep_pending(&request)).await? {
            return Ok(Job::pending(self, &request));
        }
        let jobstore = request.jobstore.clone();
        let record = self.insert(request).await?;
        Ok(Job::stored(self, &jobstore, record))
    }

    /// Keeps a job for the first start, if that is still to come. Whether it does.
    async fn keep_pending(&self, request: &JobRequest) -> Result<bool, Error> {
        self.check_time(request)?;
        let kept = request.clone();
        let keep = |pending: &mut Pending| {
            if self.activity.was_started() {
                return Ok((false, None));
            }
            match pending.find(&request.job.id, |other| other.jobstore == request.jobstore) {
                Some(_) if !request.replace_existing => Err(Error::conflicting_id(&request.job.id)),
                Some(existing) => Ok((true, Some(std::mem::replace(existing, kept)))),
                None => {
                    pending.push_back(kept);
                    Ok((true, None))
                }
            }
        };
        // What it replaces is dropped without the lock, which it may want.
        let (is_kept, _replaced) = self.among_pending(keep).await?;
        Ok(is_kept)
    }
}
