use chrono::{DateTime, Utc};

use super::core::{Core, NamedStore};
use super::request::JobRequest;
use crate::engine::plan;
use crate::error::Error;
use crate::event::Event;
use crate::executor::RunObserver;
use crate::job::{JobId, JobRecord};
use crate::store::Written;

/// Which job is meant: the first by this id, or the one in this store.
#[derive(Debug, Clone, Copy)]
pub(super) struct Target<'a> {
    id: &'a str,
    jobstore: Option<&'a str>,
}

impl<'a> Target<'a> {
    pub(super) fn anywhere(id: &'a str) -> Self {
        Target { id, jobstore: None }
    }

    pub(super) fn in_store(id: &'a str, jobstore: &'a str) -> Self {
        Target { id, jobstore: Some(jobstore) }
    }

    fn is_in(self, jobstore: &str) -> bool {
        self.jobstore.is_none_or(|wanted| wanted == jobstore)
    }
}

/// What becomes of a stored job.
enum Change {
    Nothing,
    To(JobRecord),
    /// Its trigger has ended.
    Removal,
}

impl Core {
    pub(super) async fn pause_job(&self, target: Target<'_>) -> Result<(), Error> {
        if self.change_pending(target, |pending| pending.paused = true) {
            return Ok(());
        }
        self.update(target, |job| Change::To(JobRecord { paused: true, ..job })).await
    }

    pub(super) async fn resume_job(&self, target: Target<'_>) -> Result<(), Error> {
        if self.change_pending(target, |pending| pending.paused = false) {
            return Ok(());
        }
        let now = self.clock.now();
        let resume = |job: JobRecord| {
            if !job.paused {
                return Change::Nothing;
            }
            let Some(next_run_time) = next_after_pause(&job, now) else { return Change::Removal };
            Change::To(JobRecord { paused: false, next_run_time, ..job })
        };
        self.update(target, resume).await
    }

    pub(super) async fn remove_job(&self, target: Target<'_>) -> Result<(), Error> {
        if self.remove_pending(target) {
            return Ok(());
        }
        let (named, job) = self.find(target).await?;
        if !named.store.remove_job(&job.id).await.map_err(|error| named.error(error))? {
            return Err(Error::job_lookup(target.id));
        }
        self.notify_removed(&named.alias, &job.id);
        Ok(())
    }

    pub(super) async fn find(&self, target: Target<'_>) -> Result<(&NamedStore, JobRecord), Error> {
        let Ok(job_id) = JobId::new(target.id) else { return Err(Error::job_lookup(target.id)) };
        for named in self.stores.iter().filter(|named| target.is_in(&named.alias)) {
            if let Some(job) = named.store.job(&job_id).await.map_err(|error| named.error(error))? {
                return Ok((named, job));
            }
        }
        Err(Error::job_lookup(target.id))
    }

    /// Changes a job, again if somebody else changes it at the same time.
    async fn update(&self, target: Target<'_>, change: impl Fn(JobRecord) -> Change) -> Result<(), Error> {
        loop {
            let (named, job) = self.find(target).await?;
            let (job_id, jobstore) = (job.id.clone(), named.alias.clone());
            let (written, event) = match change(job.clone()) {
                Change::Nothing => return Ok(()),
                Change::To(job) => (named.store.update_job(job), Event::JobModified { job_id, jobstore }),
                Change::Removal => {
                    let removal = named.store.advance_job(&job.id, job.revision, None);
                    (removal, Event::JobRemoved { job_id, jobstore })
                }
            };
            if written.await.map_err(|error| named.error(error))? == Written::Done {
                self.notify(event);
                self.activity.wake();
                return Ok(());
            }
        }
    }

    fn change_pending(&self, target: Target<'_>, change: impl FnOnce(&mut JobRequest)) -> bool {
        let mut pending = self.pending();
        let found = pending.iter_mut().find(|request| is_meant(target, request));
        found.map(change).is_some()
    }

    fn remove_pending(&self, target: Target<'_>) -> bool {
        let mut pending = self.pending();
        let index = pending.iter().position(|request| is_meant(target, request));
        index.is_some_and(|index| pending.remove(index).is_some())
    }
}

fn is_meant(target: Target<'_>, request: &JobRequest) -> bool {
    request.id == *target.id && target.is_in(&request.jobstore)
}

/// The first fire that is due after now and that the job has not run yet: it may have been
/// paused and resumed at the very instant of a run, or the clock was set back.
fn next_after_pause(job: &JobRecord, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    if job.due_time() > now {
        return Some(job.next_run_time);
    }
    plan(job, now).next_run_time
}
