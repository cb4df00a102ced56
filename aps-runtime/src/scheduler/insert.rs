//! How a job that somebody wants comes into its store.

use std::sync::Arc;

use aps_triggers::{AnyTrigger, Trigger};
use chrono::{DateTime, Utc};

use super::core::Core;
use super::named_store::NamedStore;
use super::request::JobRequest;
use super::turnover::Arrival;
use crate::error::{Error, ErrorKind};
use crate::job::{Callee, JobId, JobRecord};
use crate::store::{StoreError, Written};

impl Core {
    /// When the trigger fires first, with what the scheduler fills in.
    pub(super) fn first_run_time(
        &self,
        id: &JobId,
        trigger: &mut AnyTrigger,
        now: DateTime<Utc>,
    ) -> Result<DateTime<Utc>, Error> {
        trigger.check()?;
        trigger.fill_in(self.timezone, now);
        trigger.next_fire_time(None, now).ok_or_else(|| {
            let message = format!("job `{id}`: its trigger {trigger} has no fire time left");
            Error::new(ErrorKind::TriggerFinished, message)
        })
    }

    /// Puts a checked job into its store, with its first run time.
    pub(super) async fn insert(&self, request: JobRequest) -> Result<Arc<JobRecord>, Error> {
        let named = self.store(&request.jobstore)?;
        let replace_existing = request.replace_existing;
        let as_declared = request.declared.then(|| Box::new(request.job.trigger.clone()));
        let job = self.new_record(request, self.clock.now())?;
        let arrival = Arrival::of(self, named, &job.id, job.revision);
        let job = match named.store.add_job(job.clone()).await {
            Ok(()) => job,
            // In a box, since few need the room that it takes.
            Err(StoreError::ConflictingId(_)) if replace_existing => {
                Box::pin(self.replace(named, job, as_declared)).await?
            }
            Err(error) => return Err(named.error(error)),
        };
        arrival.added(job.revision);
        if named.keeper.is_some() {
            // Who serves the store does so only if there is news.
            self.activity.wake();
        } else {
            self.activity.wake_by(job.due_time());
        }
        Ok(job)
    }

    /// Puts a job in the place of the one that has its id; as the store has it then.
    async fn replace(
        &self,
        named: &NamedStore,
        job: Arc<JobRecord>,
        as_declared: Option<Box<AnyTrigger>>,
    ) -> Result<Arc<JobRecord>, Error> {
        loop {
            let existing = named.store.job(&job.id).await.map_err(|error| named.error(error))?;
            if let Some(existing) = existing {
                let mut replacement = JobRecord { revision: existing.revision, ..JobRecord::clone(&job) };
                if let Some(as_declared) = &as_declared {
                    let now = self.clock.now();
                    go_on(&mut replacement, &existing, as_declared, |trigger| {
                        trigger.resolve_like(&existing.trigger, self.timezone, now)
                    });
                    if is_alike(&replacement, &existing) {
                        return Ok(existing);
                    }
                }
                let written = named.store.update_job(replacement.clone()).await;
                if written.map_err(|error| named.error(error))? == Written::Done {
                    return Ok(Arc::new(JobRecord { revision: replacement.revision + 1, ..replacement }));
                }
            }
            // Gone again, or changed in between: from the beginning.
            match named.store.add_job(job.clone()).await {
                Ok(()) => return Ok(job),
                Err(StoreError::ConflictingId(_)) => {}
                Err(error) => return Err(named.error(error)),
            }
        }
    }

    /// What a store keeps of a request that is made now.
    pub(super) fn new_record(
        &self,
        request: JobRequest,
        now: DateTime<Utc>,
    ) -> Result<Arc<JobRecord>, Error> {
        request.into_record_at(|job| self.first_run_time(&job.id, &mut job.trigger, now))
    }
}

/// A declared job replaces what an earlier run of the program has left in a store, and that must
/// not undo a pause, nor forget what came due while the program was down; and an
/// interval that says nothing of its start goes on from the first one. (APScheduler does all three.)
fn go_on(
    job: &mut JobRecord,
    existing: &JobRecord,
    as_declared: &AnyTrigger,
    resolve_like_it: impl FnOnce(AnyTrigger) -> AnyTrigger,
) {
    job.paused = existing.paused;
    let trigger = resolve_like_it(as_declared.clone());
    if trigger == existing.trigger {
        (job.trigger, job.next_run_time) = (trigger, existing.next_run_time);
    }
}

/// Whether a write would change nothing. Then there is none: of many nodes that start at once, all
/// but the first would get in each other's way.
fn is_alike(job: &JobRecord, existing: &JobRecord) -> bool {
    let JobRecord {
        id: _,
        function,
        arguments,
        trigger,
        settings,
        next_run_time,
        paused,
        labels,
        revision: _,
    } = existing;
    let calls_the_same = match (&job.function, function) {
        (Callee::Registered(one), Callee::Registered(other)) => one == other,
        _ => false,
    };
    calls_the_same
        && job.arguments == *arguments
        && job.trigger == *trigger
        && job.settings == *settings
        && (job.next_run_time, job.paused) == (*next_run_time, *paused)
        && job.labels == *labels
}
