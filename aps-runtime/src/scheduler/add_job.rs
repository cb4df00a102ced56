use std::num::NonZeroU32;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use aps_triggers::AnyTrigger;

use super::Scheduler;
use super::core::Core;
use super::job::Job;
use super::request::JobRequest;
use crate::activity::Phase;
use crate::error::Error;
use crate::job::{JobCall, JobId, MisfireGraceTime, OnNodeLoss, Retry};

impl Scheduler {
    /// Adds a job: what to call, and when. Await what it returns, after setting
    /// options on it.
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
    /// The future fails with
    /// [`InvalidId`](crate::ErrorKind::InvalidId),
    /// [`InvalidOption`](crate::ErrorKind::InvalidOption),
    /// [`ConflictingId`](crate::ErrorKind::ConflictingId),
    /// [`UnknownExecutor`](crate::ErrorKind::UnknownExecutor),
    /// [`UnknownJobStore`](crate::ErrorKind::UnknownJobStore),
    /// [`UnknownFunction`](crate::ErrorKind::UnknownFunction),
    /// [`MissingState`](crate::ErrorKind::MissingState),
    /// [`Arguments`](crate::ErrorKind::Arguments),
    /// [`Parse`](crate::ErrorKind::Parse) for a trigger that can never fire,
    /// [`TriggerFinished`](crate::ErrorKind::TriggerFinished), or
    /// [`Store`](crate::ErrorKind::Store); then nothing was added.
    pub fn add_job(&self, call: JobCall, trigger: impl Into<AnyTrigger>) -> AddJob {
        let request = call.into_parts().map(|(function, arguments)| {
            JobRequest::new(JobId::random(), function, arguments, trigger.into())
        });
        AddJob { core: self.core.clone(), request }
    }
}

/// A job about to be added; see [`Scheduler::add_job`]. Await it.
#[derive(Debug)]
#[must_use = "a job is added when this is awaited"]
pub struct AddJob {
    core: Arc<Core>,
    request: Result<JobRequest, Error>,
}

impl AddJob {
    /// The job's id. Default: a random one.
    pub fn id(self, id: impl AsRef<str>) -> Self {
        match JobId::new(id) {
            Ok(id) => self.change(|request| request.id = id),
            Err(error) => self.fail(error),
        }
    }

    /// A name for people. Default: the function's registered name.
    pub fn name(self, name: impl Into<Arc<str>>) -> Self {
        self.change(|request| request.name = Some(name.into()))
    }

    /// See [`JobDefaults::coalesce`](crate::JobDefaults::coalesce), which is the default.
    pub fn coalesce(self, coalesce: bool) -> Self {
        self.change(|request| request.coalesce = Some(coalesce))
    }

    /// At least 1; see [`JobDefaults::max_instances`](crate::JobDefaults::max_instances), which is
    /// the default.
    pub fn max_instances(self, max_instances: u32) -> Self {
        match NonZeroU32::new(max_instances) {
            Some(_) => self.change(|request| request.max_instances = NonZeroU32::new(max_instances)),
            None => self.fail(Error::no_instances()),
        }
    }

    /// See [`JobDefaults::misfire_grace_time`](crate::JobDefaults::misfire_grace_time), which is the default.
    pub fn misfire_grace_time(self, grace: impl Into<MisfireGraceTime>) -> Self {
        self.change(|request| request.misfire_grace_time = Some(grace.into()))
    }

    /// More than zero; see [`JobDefaults::timeout`](crate::JobDefaults::timeout), which is the default.
    pub fn timeout(self, timeout: Duration) -> Self {
        self.change(|request| request.timeout = Some(timeout))
    }

    /// See [`JobDefaults::retry`](crate::JobDefaults::retry), which is the default.
    pub fn retry(self, retry: Retry) -> Self {
        self.change(|request| request.retry = Some(retry))
    }

    /// See [`JobDefaults::on_node_loss`](crate::JobDefaults::on_node_loss), which is the default.
    pub fn on_node_loss(self, on_node_loss: OnNodeLoss) -> Self {
        self.change(|request| request.on_node_loss = Some(on_node_loss))
    }

    /// The alias of the executor that runs the job. Default: `default`.
    pub fn executor(self, alias: impl Into<Arc<str>>) -> Self {
        self.change(|request| request.executor = alias.into())
    }

    /// The alias of the store that keeps the job. Default: `default`.
    pub fn jobstore(self, alias: impl Into<Arc<str>>) -> Self {
        self.change(|request| request.jobstore = alias.into())
    }

    /// Whether the job is paused until it is resumed. Default: `false`.
    pub fn paused(self, paused: bool) -> Self {
        self.change(|request| request.paused = paused)
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

    fn change(mut self, change: impl FnOnce(&mut JobRequest)) -> Self {
        if let Ok(request) = &mut self.request {
            change(request);
        }
        self
    }
}

impl IntoFuture for AddJob {
    type Output = Result<Job, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let request = self.request?;
            self.core.check(&request)?;
            match self.core.keep_pending(request)? {
                Kept::Pending(request) => Ok(Job::pending(self.core.clone(), &request)),
                Kept::NotPending(request) => {
                    let jobstore = request.jobstore.clone();
                    let record = self.core.insert(request).await?;
                    Ok(Job::stored(self.core, jobstore, record))
                }
            }
        })
    }
}

/// Whether a request waits for the start.
enum Kept {
    Pending(JobRequest),
    NotPending(JobRequest),
}

impl Core {
    /// Keeps a job for the first start, if that is still to come.
    fn keep_pending(&self, request: JobRequest) -> Result<Kept, Error> {
        // Locked before looking, since a start takes jobs out of it when it has
        // changed the phase.
        let mut pending = self.pending();
        if self.activity.phase() != Phase::New {
            return Ok(Kept::NotPending(request));
        }
        let same = |other: &JobRequest| other.id == request.id && other.jobstore == request.jobstore;
        match pending.iter_mut().find(|other| same(other)) {
            Some(_) if !request.replace_existing => return Err(Error::conflicting_id(&request.id)),
            Some(existing) => *existing = request.clone(),
            None => pending.push_back(request.clone()),
        }
        Ok(Kept::Pending(request))
    }
}
