use super::Scheduler;
use super::change::Target;
use super::job::Job;
use super::table::JobTable;
use crate::error::Error;

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
        let (named, record) = self.core.find(Target::anywhere(id)).await?;
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
        self.core.pause_job(Target::anywhere(id.as_ref())).await
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
        self.core.resume_job(Target::anywhere(id.as_ref())).await
    }

    /// Removes a job. Runs that are under way go on, also those that catch up on
    /// several due times, and their outcome is told.
    ///
    /// # Errors
    ///
    /// [`JobLookup`](crate::ErrorKind::JobLookup) if there is no such job;
    /// [`Store`](crate::ErrorKind::Store).
    pub async fn remove_job(&self, id: impl AsRef<str>) -> Result<(), Error> {
        self.core.remove_job(Target::anywhere(id.as_ref())).await
    }

    fn pending_jobs(&self) -> Vec<Job> {
        let pending = self.core.pending();
        pending.iter().map(|request| Job::pending(self.core.clone(), request)).collect()
    }
}
