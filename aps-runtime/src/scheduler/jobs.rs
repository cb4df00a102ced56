use aps_triggers::Trigger;

use super::Scheduler;
use super::core::{Core, NamedStore};
use super::job::Job;
use super::table::JobTable;
use crate::error::Error;
use crate::event::Event;
use crate::executor::RunObserver;
use crate::job::{JobId, JobRecord};
use crate::store::{StoreError, Written};

/// Looking jobs up and changing them. An id is looked for in all stores, in the
/// order in which they were given to the builder; the first that has it counts.
impl Scheduler {
    /// The job by this id.
    ///
    /// # Errors
    ///
    /// [`JobLookup`](crate::ErrorKind::JobLookup) if there is none;
    /// [`Store`](crate::ErrorKind::Store).
    pub async fn job(&self, id: impl AsRef<str>) -> Result<Job, Error> {
        let id = id.as_ref();
        if let Some(job) = self.pending_jobs().into_iter().find(|job| *job.id() == *id) {
            return Ok(job);
        }
        let (named, record) = self.core.find(id).await?;
        Ok(Job::stored(self.core.clone(), named.alias.clone(), record))
    }

    /// All jobs, store by store, by next run time.
    ///
    /// # Errors
    ///
    /// [`Store`](crate::ErrorKind::Store).
    pub async fn jobs(&self) -> Result<Vec<Job>, Error> {
        let mut jobs = self.pending_jobs();
        for named in &self.core.stores {
            let records = named.store.jobs().await.map_err(|error| named.error(error))?;
            let alias = &named.alias;
            jobs.extend(records.into_iter().map(|job| Job::stored(self.core.clone(), alias.clone(), job)));
        }
        Ok(jobs)
    }

    /// The jobs as a table for people, with next run times in the scheduler's zone.
    ///
    /// # Errors
    ///
    /// [`Store`](crate::ErrorKind::Store).
    pub async fn job_table(&self) -> Result<JobTable, Error> {
        Ok(JobTable::new(&self.jobs().await?, self.timezone()))
    }

    /// Lets a job start no more runs until it is resumed. Runs that are under way
    /// go on.
    ///
    /// # Errors
    ///
    /// [`JobLookup`](crate::ErrorKind::JobLookup) if there is no such job;
    /// [`Store`](crate::ErrorKind::Store).
    pub async fn pause_job(&self, id: impl AsRef<str>) -> Result<(), Error> {
        let id = id.as_ref();
        if self.core.change_pending(id, |pending| pending.paused = true) {
            return Ok(());
        }
        self.core.update(id, |job| job.paused = true).await
    }

    /// Lets a paused job run again, from the next time its trigger fires after
    /// now. What came due in the meantime is not made up for. A job whose trigger
    /// has ended meanwhile is removed.
    ///
    /// # Errors
    ///
    /// [`JobLookup`](crate::ErrorKind::JobLookup) if there is no such job;
    /// [`Store`](crate::ErrorKind::Store).
    pub async fn resume_job(&self, id: impl AsRef<str>) -> Result<(), Error> {
        let id = id.as_ref();
        if self.core.change_pending(id, |pending| pending.paused = false) {
            return Ok(());
        }
        let (_, job) = self.core.find(id).await?;
        if !job.paused {
            return Ok(());
        }
        let Some(next_run_time) = job.trigger.next_fire_time(None, self.core.clock.now()) else {
            return self.remove_job(id).await;
        };
        let resume = |job: &mut JobRecord| {
            job.paused = false;
            job.next_run_time = next_run_time;
        };
        self.core.update(id, resume).await
    }

    /// Removes a job. Runs that are under way go on, and their outcome is told.
    ///
    /// # Errors
    ///
    /// [`JobLookup`](crate::ErrorKind::JobLookup) if there is no such job;
    /// [`Store`](crate::ErrorKind::Store).
    pub async fn remove_job(&self, id: impl AsRef<str>) -> Result<(), Error> {
        let id = id.as_ref();
        if self.core.remove_pending(id) {
            return Ok(());
        }
        let (named, job) = self.core.find(id).await?;
        if !named.store.remove_job(&job.id).await.map_err(|error| named.error(error))? {
            return Err(Error::job_lookup(id));
        }
        self.core.notify_removed(&named.alias, &job.id);
        Ok(())
    }

    fn pending_jobs(&self) -> Vec<Job> {
        let pending = self.core.pending();
        pending.iter().map(|request| Job::pending(self.core.clone(), request)).collect()
    }
}

impl NamedStore {
    pub(super) fn error(&self, error: StoreError) -> Error {
        Error::store(&self.alias, error)
    }
}

impl Core {
    async fn find(&self, id: &str) -> Result<(&NamedStore, JobRecord), Error> {
        let Ok(job_id) = JobId::new(id) else { return Err(Error::job_lookup(id)) };
        for named in &self.stores {
            if let Some(job) = named.store.job(&job_id).await.map_err(|error| named.error(error))? {
                return Ok((named, job));
            }
        }
        Err(Error::job_lookup(id))
    }

    /// Changes a job, again if somebody else changes it at the same time.
    async fn update(&self, id: &str, change: impl Fn(&mut JobRecord)) -> Result<(), Error> {
        loop {
            let (named, mut job) = self.find(id).await?;
            change(&mut job);
            let job_id = job.id.clone();
            match named.store.update_job(job).await.map_err(|error| named.error(error))? {
                Written::Stale => {}
                Written::Done => {
                    self.notify(Event::JobModified { job_id, jobstore: named.alias.clone() });
                    self.activity.wake();
                    return Ok(());
                }
            }
        }
    }

    fn change_pending(&self, id: &str, change: impl FnOnce(&mut super::request::JobRequest)) -> bool {
        let mut pending = self.pending();
        let found = pending.iter_mut().find(|request| *request.id.as_str() == *id);
        found.map(change).is_some()
    }

    fn remove_pending(&self, id: &str) -> bool {
        let mut pending = self.pending();
        let before = pending.len();
        pending.retain(|request| request.id != *id);
        pending.len() < before
    }
}
