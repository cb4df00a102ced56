use std::sync::Arc;

use aps_triggers::AnyTrigger;
use chrono::{DateTime, Utc};

use super::check::check_keepable;
use super::core::Core;
use super::named_store::NamedStore;
use super::pending::Pending;
use super::request::JobRequest;
use super::settings::Settings;
use super::turnover::{Departure, Emptying};
use crate::engine::next_run_time;
use crate::error::Error;
use crate::event::Event;
use crate::executor::{RunControl, RunObserver};
use crate::job::{Arguments, Callee, JobId, JobRecord, is_of_job};
use crate::store::{Advance, Hold, StoreError, Written};

/// Which job is meant: the first by this id, or the one in this store.
#[derive(Debug, Clone)]
pub(super) struct Target {
    /// What is no id at all, no job has.
    id: Result<JobId, String>,
    jobstore: Option<Arc<str>>,
}

impl Target {
    pub(super) fn anywhere(id: impl AsRef<str>) -> Self {
        let id = id.as_ref();
        Target { id: JobId::new(id).map_err(|_| id.to_owned()), jobstore: None }
    }

    pub(super) fn in_store(id: &JobId, jobstore: &Arc<str>) -> Self {
        Target { id: Ok(id.clone()), jobstore: Some(jobstore.clone()) }
    }

    fn id(&self) -> Result<&JobId, Error> {
        self.id.as_ref().map_err(|text| Error::job_lookup(text))
    }

    fn is_in(&self, jobstore: &str) -> bool {
        self.jobstore.as_deref().is_none_or(|wanted| wanted == jobstore)
    }

    pub(super) fn pending<'a>(&self, pending: &'a mut Pending) -> Option<&'a mut JobRequest> {
        pending.find(self.id.as_ref().ok()?, |request| self.is_in(&request.jobstore))
    }
}

/// What is to be changed in a job.
#[derive(Debug, Clone, Default)]
pub(super) struct Changes {
    pub(super) call: Option<(Callee, Arguments)>,
    pub(super) trigger: Option<AnyTrigger>,
    pub(super) settings: Settings,
}

impl Changes {
    fn made_to(&self, mut request: JobRequest) -> JobRequest {
        if let Some((function, arguments)) = self.call.clone() {
            let job = request.job_mut();
            (job.function, job.arguments) = (function, arguments);
        }
        if let Some(trigger) = self.trigger.clone() {
            request.job_mut().trigger = trigger;
            request.settings.next_run_time = None;
        }
        request.settings.merge(self.settings.clone());
        request
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
    pub(super) async fn pause_job(&self, target: &Target) -> Result<(), Error> {
        if self.change_pending(target, |pending| pending.settings.paused = Some(true)).await {
            return Ok(());
        }
        self.update(target, |_, job| Ok(Change::To(JobRecord { paused: true, ..job }))).await
    }

    pub(super) async fn resume_job(&self, target: &Target, catch_up: bool) -> Result<(), Error> {
        if self.change_pending(target, |pending| pending.settings.paused = Some(false)).await {
            return Ok(());
        }
        let now = self.clock.now();
        let resume = |named: &NamedStore, job: JobRecord| {
            if !job.paused {
                return Ok(Change::Nothing);
            }
            self.check_resumable(named, &job.function)?;
            let next = if catch_up { Some(job.next_run_time) } else { next_after_pause(&job, now) };
            let Some(next_run_time) = next else { return Ok(Change::Removal) };
            Ok(Change::To(JobRecord { paused: false, next_run_time, ..job }))
        };
        self.update(target, resume).await
    }

    /// In a store that no other program has it would fail each time.
    fn check_resumable(&self, named: &NamedStore, function: &Callee) -> Result<(), Error> {
        if named.keeper.is_some() { Ok(()) } else { self.check_registered(function) }
    }

    pub(super) async fn modify_job(&self, target: &Target, changes: &Changes) -> Result<(), Error> {
        self.check_settings(&changes.settings)?;
        if self.modify_pending(target, changes).await? {
            return Ok(());
        }
        self.update(target, |named, job| self.modified(named, job, changes).map(Change::To)).await
    }

    /// Checks are made without the lock, since they call triggers, stores and executors of the
    /// user's; what is replaced is dropped without it.
    async fn modify_pending(&self, target: &Target, changes: &Changes) -> Result<bool, Error> {
        let found = self.pending_job(target).await;
        let Some(wanted) = found.map(|request| changes.made_to(request)) else { return Ok(false) };
        if let Some(trigger) = &changes.trigger {
            check_keepable(self.store(&wanted.jobstore)?, trigger)?;
            self.first_run_time(&wanted.job.id, &mut trigger.clone(), self.clock.now())?;
        }
        if let Some((function, _)) = &changes.call {
            self.check_callee(function, Some(self.store(&wanted.jobstore)?))?;
        }
        self.check_executable(self.executor_of(&wanted.settings), &wanted.job.function)?;
        let former = self.among_pending(|pending| {
            let request = target.pending(pending)?;
            // Somebody may have changed something else of it meanwhile.
            let latest = changes.made_to(request.clone());
            Some(std::mem::replace(request, latest))
        });
        Ok(former.await.is_some())
    }

    fn modified(
        &self,
        named: &NamedStore,
        mut job: JobRecord,
        changes: &Changes,
    ) -> Result<JobRecord, Error> {
        if let Some((function, arguments)) = changes.call.clone() {
            self.check_callee(&function, Some(named))?;
            (job.function, job.arguments) = (function, arguments);
        }
        if let Some(trigger) = &changes.trigger {
            check_keepable(named, trigger)?;
            job.trigger = trigger.clone();
            self.expressions.share(&mut job.trigger);
            job.next_run_time = self.first_run_time(&job.id, &mut job.trigger, self.clock.now())?;
        }
        changes.settings.apply(&mut job);
        self.check_executable(&job.settings.executor, &job.function)?;
        Ok(job)
    }

    pub(super) async fn remove_job(&self, target: &Target, wait_for_runs: bool) -> Result<(), Error> {
        if self.remove_pending(target).await {
            return Ok(());
        }
        let id = target.id()?;
        if wait_for_runs {
            let is_awaited = |run: &RunControl| run.job_id == *id && target.is_in(&run.jobstore);
            let help = "leave it out here; the job is removed, and this run goes on to its end";
            self.refuse_inside(is_awaited, "wait_for_runs(true)", help)?;
        }
        for named in self.stores.iter().filter(|named| target.is_in(&named.alias)) {
            let departure = Departure::of(self, named, id);
            let removed = named.store.remove_job(id).await.map_err(|error| named.error(error))?;
            let Some(revision) = removed else { continue };
            departure.left(revision);
            if wait_for_runs {
                self.activity.reached(|| !named.instances.are_under_way(id)).await;
            }
            return Ok(());
        }
        Err(Error::job_lookup(id.as_str()))
    }

    /// Removes the jobs of one store, or of all.
    pub(super) async fn remove_all_jobs(&self, jobstore: Option<&str>) -> Result<(), Error> {
        let only = jobstore.map(|alias| self.store(alias)).transpose()?.map(|named| named.alias.clone());
        let is_meant = |alias: &Arc<str>| only.as_ref().is_none_or(|only| only == alias);
        let pending =
            self.among_pending(|pending| pending.remove_all(|request| is_meant(&request.jobstore))).await;
        drop(pending);
        let mut emptying = Vec::new();
        for named in self.stores.iter().filter(|named| is_meant(&named.alias)) {
            let mut store = Emptying::of(self, named);
            let emptied = self.empty(named, &mut store).await;
            emptying.push(store);
            emptied.map_err(|error| named.error(error))?;
        }
        emptying.iter_mut().for_each(Emptying::told);
        self.notify(Event::AllJobsRemoved { jobstore: only });
        Ok(())
    }

    async fn empty(&self, named: &NamedStore, emptying: &mut Emptying<'_>) -> Result<(), StoreError> {
        for job in named.store.jobs().await? {
            let departure = Departure::of(self, named, &job.id);
            match named.store.remove_job(&job.id).await? {
                // It has made room for another one meanwhile.
                Some(successor) if !is_of_job(job.revision, successor) => departure.left(successor),
                Some(revision) => emptying.left(&job.id, revision),
                None => {}
            }
        }
        Ok(())
    }

    pub(super) async fn find(&self, target: &Target) -> Result<(&NamedStore, Arc<JobRecord>), Error> {
        let id = target.id()?;
        for named in self.stores.iter().filter(|named| target.is_in(&named.alias)) {
            if let Some(job) = named.store.job(id).await.map_err(|error| named.error(error))? {
                return Ok((named, job));
            }
        }
        Err(Error::job_lookup(id.as_str()))
    }

    /// Changes a job, again if somebody else changes it at the same time.
    async fn update(
        &self,
        target: &Target,
        change: impl Fn(&NamedStore, JobRecord) -> Result<Change, Error>,
    ) -> Result<(), Error> {
        loop {
            let (named, job) = self.find(target).await?;
            let written = match change(named, JobRecord::clone(&job))? {
                Change::Nothing => return Ok(()),
                Change::To(job) => self.write(named, job).await,
                Change::Removal => self.remove_ended(named, &job).await,
            };
            if written.map_err(|error| named.error(error))? == Written::Done {
                self.activity.wake();
                return Ok(());
            }
        }
    }

    async fn write(&self, named: &NamedStore, job: JobRecord) -> Result<Written, StoreError> {
        let (job_id, jobstore) = (job.id.clone(), named.alias.clone());
        let written = named.store.update_job(job).await?;
        if written == Written::Done {
            self.notify(Event::JobModified { job_id, jobstore });
        }
        Ok(written)
    }

    /// Removes a job whose trigger has ended, unless somebody has changed it.
    async fn remove_ended(&self, named: &NamedStore, job: &Arc<JobRecord>) -> Result<Written, StoreError> {
        let departure = Departure::of(self, named, &job.id);
        let advance = Advance { job: job.clone(), next_run_time: None, fires: None };
        let advanced = named.store.advance_jobs(&[advance], Hold::default()).await?;
        if !advanced.first().is_some_and(|advanced| advanced.has_moved()) {
            return Ok(Written::Stale);
        }
        departure.left(job.revision);
        Ok(Written::Done)
    }

    async fn change_pending(&self, target: &Target, change: impl FnOnce(&mut JobRequest)) -> bool {
        self.among_pending(|pending| target.pending(pending).map(change).is_some()).await
    }

    async fn remove_pending(&self, target: &Target) -> bool {
        let Ok(id) = &target.id else { return false };
        let is_meant = |request: &JobRequest| target.is_in(&request.jobstore);
        self.among_pending(|pending| pending.remove(id, is_meant)).await.is_some()
    }
}

/// The first fire that is due after now and that the job has not run yet: it may have been
/// paused and resumed at the very instant of a run, or the clock was set back.
fn next_after_pause(job: &JobRecord, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    if job.due_time() > now {
        return Some(job.next_run_time);
    }
    next_run_time(job, now)
}
