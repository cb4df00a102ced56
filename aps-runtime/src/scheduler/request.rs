use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use aps_triggers::{AnyTrigger, Trigger};
use chrono::{DateTime, Utc};

use super::core::Core;
use crate::error::{Error, ErrorKind};
use crate::event::Event;
use crate::executor::RunObserver;
use crate::job::{Arguments, JobId, JobRecord, MisfireGraceTime, OnNodeLoss, Retry, ScheduledJob};
use crate::store::{StoreError, Written};

/// The alias of the executor and of the store that are used if none is named.
pub(super) const DEFAULT_ALIAS: &str = "default";

/// A job that somebody wants, before it has a place in a store.
#[derive(Debug, Clone)]
pub(super) struct JobRequest {
    pub(super) id: JobId,
    pub(super) name: Option<Arc<str>>,
    pub(super) function: Arc<str>,
    pub(super) arguments: Arguments,
    pub(super) trigger: AnyTrigger,
    pub(super) coalesce: Option<bool>,
    pub(super) max_instances: Option<NonZeroU32>,
    pub(super) misfire_grace_time: Option<MisfireGraceTime>,
    pub(super) timeout: Option<Duration>,
    pub(super) retry: Option<Retry>,
    pub(super) on_node_loss: Option<OnNodeLoss>,
    pub(super) executor: Arc<str>,
    pub(super) jobstore: Arc<str>,
    pub(super) paused: bool,
    pub(super) replace_existing: bool,
    /// An attribute wants it, not a call.
    pub(super) declared: bool,
}

impl JobRequest {
    pub(super) fn new(id: JobId, function: &str, arguments: Arguments, trigger: AnyTrigger) -> Self {
        JobRequest {
            id,
            name: None,
            function: function.into(),
            arguments,
            trigger,
            coalesce: None,
            max_instances: None,
            misfire_grace_time: None,
            timeout: None,
            retry: None,
            on_node_loss: None,
            executor: DEFAULT_ALIAS.into(),
            jobstore: DEFAULT_ALIAS.into(),
            paused: false,
            replace_existing: false,
            declared: false,
        }
    }

    /// The job that an attribute declares.
    pub(super) fn declared(job: &ScheduledJob) -> Result<Self, Error> {
        let options = &job.options;
        let id = JobId::new(job.id)?;
        let (function, arguments) = (job.call)().into_parts()?;
        Ok(JobRequest {
            name: options.name.map(Arc::from),
            coalesce: options.coalesce,
            max_instances: options.max_instances,
            misfire_grace_time: options.misfire_grace_time,
            timeout: options.timeout,
            retry: options.retry,
            on_node_loss: options.on_node_loss,
            paused: options.paused,
            executor: options.executor.unwrap_or(DEFAULT_ALIAS).into(),
            jobstore: options.jobstore.unwrap_or(DEFAULT_ALIAS).into(),
            replace_existing: true,
            declared: true,
            ..JobRequest::new(id, function, arguments, job.trigger.clone())
        })
    }

    pub(super) fn display_name(&self) -> &Arc<str> {
        self.name.as_ref().unwrap_or(&self.function)
    }
}

impl Core {
    /// Everything that can be known to be wrong before the job is in a store.
    pub(super) fn check(&self, request: &JobRequest) -> Result<(), Error> {
        self.store(&request.jobstore)?;
        self.executor(&request.executor)?;
        let function = self.registry.function(&request.function);
        let function = function.ok_or_else(|| Error::unknown_function(&request.function))?;
        if let Some(missing) = function.states.iter().find(|wanted| !self.states.has(wanted)) {
            return Err(Error::missing_state(function, missing));
        }
        if request.timeout.is_some_and(|timeout| timeout.is_zero()) {
            return Err(Error::no_time());
        }
        // The compiler has checked what is declared, but for the present time: programs
        // outlive their dates, so that is looked at with each start.
        if !request.declared {
            request.trigger.check()?;
            self.first_run_time(request)?;
        }
        Ok(())
    }

    /// Puts a checked job into its store, with its first run time.
    pub(super) async fn insert(&self, request: JobRequest) -> Result<JobRecord, Error> {
        let named = self.store(&request.jobstore)?;
        let (replace_existing, declared) = (request.replace_existing, request.declared);
        let mut job = self.schedule(request)?;
        loop {
            match named.store.add_job(job.clone()).await {
                Ok(()) => break,
                Err(StoreError::ConflictingId(_)) if replace_existing => {}
                Err(error) => return Err(Error::store(&named.alias, error)),
            }
            // Gone again or changed in between? Then from the beginning.
            let existing =
                named.store.job(&job.id).await.map_err(|error| Error::store(&named.alias, error))?;
            let Some(existing) = existing else { continue };
            job.revision = existing.revision;
            // A start of the program does not undo what somebody did to its job.
            if declared {
                job.paused = existing.paused;
            }
            let written = named.store.update_job(job.clone()).await;
            if written.map_err(|error| Error::store(&named.alias, error))? == Written::Done {
                break;
            }
        }
        if self.instances.revive(&named.alias, &job.id) {
            self.notify_removed(&named.alias, &job.id);
        }
        self.notify(Event::JobAdded { job_id: job.id.clone(), jobstore: named.alias.clone() });
        self.activity.wake();
        Ok(job)
    }

    /// The trigger, with what the scheduler fills in, and when it fires first.
    fn first_run_time(&self, request: &JobRequest) -> Result<(AnyTrigger, DateTime<Utc>), Error> {
        let now = self.clock.now();
        let trigger = request.trigger.clone().resolve(self.timezone, now);
        let Some(next_run_time) = trigger.next_fire_time(None, now) else {
            let message = format!("job `{}`: its trigger {trigger} has no fire time left", request.id);
            return Err(Error::new(ErrorKind::TriggerFinished, message));
        };
        Ok((trigger, next_run_time))
    }

    /// Fills in what the request leaves open, and the first run time.
    fn schedule(&self, request: JobRequest) -> Result<JobRecord, Error> {
        let (trigger, next_run_time) = self.first_run_time(&request)?;
        let name = request.display_name().clone();
        Ok(JobRecord {
            id: request.id,
            name,
            function: request.function,
            arguments: request.arguments,
            trigger: Arc::new(trigger),
            executor: request.executor,
            coalesce: request.coalesce.unwrap_or(self.defaults.coalesce),
            max_instances: request.max_instances.unwrap_or(self.defaults.max_instances),
            misfire_grace_time: request.misfire_grace_time.unwrap_or(self.defaults.misfire_grace_time),
            timeout: request.timeout.or(self.defaults.timeout),
            retry: request.retry.unwrap_or(self.defaults.retry),
            on_node_loss: request.on_node_loss.unwrap_or(self.defaults.on_node_loss),
            next_run_time,
            paused: request.paused,
            revision: first_revision(),
        })
    }
}

/// A revision that no job before it by the same id has had. Otherwise a write that
/// was meant for a job that is gone could hit its successor.
fn first_revision() -> u64 {
    // Halved, so that it can grow.
    uuid::Uuid::new_v4().as_u64_pair().0 >> 1
}
