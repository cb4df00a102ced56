use std::io::Write;
use std::sync::Arc;

use super::Scheduler;
use super::change::Target;
use super::core::Core;
use super::job::Job;
use super::named_store::NamedStore;
use super::pending::Pending;
use super::table::JobTable;
use super::verb::Verb;
use crate::activity::Phase;
use crate::error::{Error, ErrorKind};

/// Looking jobs up.
impl Scheduler {
    /// Whether there is a job that waits for the start or its next run time. One that was
    /// started before may have had its work, and a store that cannot tell may have some.
    pub(crate) async fn has_work(&self) -> bool {
        if self.core.activity.phase() != Phase::New || self.core.pending().iter().next().is_some() {
            return true;
        }
        for named in &self.core.stores {
            if !matches!(named.store.next_run_time(&[]).await, Ok(None)) {
                return true;
            }
        }
        false
    }

    /// The job by this id: a pending one, or the first in the stores, in the order in which
    /// these were given to the builder.
    ///
    /// # Errors
    ///
    /// [`JobLookup`](crate::ErrorKind::JobLookup) if there is none;
    /// [`Store`](crate::ErrorKind::Store).
    #[doc(alias = "get_job")]
    pub fn job(&self, id: impl AsRef<str>) -> Verb<Job> {
        let target = Target::anywhere(id);
        Verb::new(&self.core, |core| async move { core.job(&target).await })
    }

    /// All jobs: the pending ones, then store by store, by next run time.
    ///
    /// ```
    /// use aps_runtime::prelude::*;
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let scheduler = Scheduler::builder().build()?;
    /// scheduler.add_job(|| println!("tick"), CronTrigger::parse("* * * * *")?).id("tick").wait()?;
    /// for job in scheduler.jobs().wait()? {
    ///     println!("{job}");
    /// }
    /// // For a machine:
    /// let json = serde_json::to_string(&scheduler.jobs().wait()?)?;
    /// assert!(json.contains(r#""id":"tick""#));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Store`](crate::ErrorKind::Store).
    #[doc(alias = "get_jobs")]
    pub fn jobs(&self) -> Verb<Vec<Job>> {
        Verb::new(&self.core, |core| async move { core.all_jobs().await })
    }

    /// The jobs of one store, by next run time, with those that are pending for it.
    ///
    /// # Errors
    ///
    /// [`UnknownJobStore`](crate::ErrorKind::UnknownJobStore); [`Store`](crate::ErrorKind::Store).
    pub fn jobs_in(&self, jobstore: impl AsRef<str>) -> Verb<Vec<Job>> {
        let alias = jobstore.as_ref().to_owned();
        Verb::new(&self.core, |core| async move {
            let named = core.store(&alias)?;
            let mut jobs = core.pending_jobs().await;
            jobs.retain(|job| job.jobstore() == alias);
            jobs.extend(core.stored_jobs(named).await?);
            Ok(jobs)
        })
    }

    /// The jobs that have a [tag](super::AddJob::tag), in the order of [`jobs`](Self::jobs).
    ///
    /// # Errors
    ///
    /// [`Store`](crate::ErrorKind::Store).
    pub fn jobs_with_tag(&self, tag: impl Into<String>) -> Verb<Vec<Job>> {
        let tag = tag.into();
        Verb::new(&self.core, |core| async move {
            let mut jobs = core.all_jobs().await?;
            jobs.retain(|job| job.labels().is_some_and(|labels| labels.has_tag(&tag)));
            Ok(jobs)
        })
    }

    /// The jobs as a table for people, with next run times in the scheduler's zone.
    ///
    /// # Errors
    ///
    /// [`Store`](crate::ErrorKind::Store).
    pub fn job_table(&self) -> Verb<JobTable> {
        Verb::new(&self.core, |core| async move { Ok(JobTable::new(&core.all_jobs().await?, core.timezone)) })
    }

    /// The text that [`print_jobs`](Self::print_jobs) prints, to be written elsewhere.
    ///
    /// ```
    /// use aps_runtime::prelude::*;
    ///
    /// let scheduler = Scheduler::builder().registry(aps_runtime::Registry::empty()).build()?;
    /// assert_eq!(scheduler.job_listing().wait()?, "Pending jobs:\n    No pending jobs\n");
    /// # Ok::<(), aps_runtime::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Store`](crate::ErrorKind::Store).
    pub fn job_listing(&self) -> Verb<String> {
        Verb::new(&self.core, |core| async move { core.job_listing().await })
    }

    /// Prints all jobs to the standard output as APScheduler does: the pending jobs before
    /// the first start, and then the jobs of each store, by the stores' aliases.
    ///
    /// ```text
    /// Jobstore default:
    ///     report (trigger: cron[0 4 * * *], next run at: 2026-11-22 04:00:00 EET)
    /// ```
    ///
    /// [`job_listing`](Self::job_listing) has the same text, [`job_table`](Self::job_table)
    /// is a table, and a [`Job`] serialises.
    ///
    /// # Errors
    ///
    /// [`Store`](crate::ErrorKind::Store); [`System`](crate::ErrorKind::System) if the output
    /// cannot be written.
    pub fn print_jobs(&self) -> Verb<()> {
        Verb::new(&self.core, |core| async move {
            let listing = core.job_listing().await?;
            std::io::stdout()
                .lock()
                .write_all(listing.as_bytes())
                .map_err(|error| Error::with_source(ErrorKind::System, "the jobs cannot be printed", error))
        })
    }
}

impl Core {
    pub(super) async fn job(self: &Arc<Self>, target: &Target) -> Result<Job, Error> {
        if let Some(request) = self.pending_job(target).await {
            return Ok(Job::pending(self, &request));
        }
        let (named, record) = self.find(target).await?;
        Ok(Job::stored(self, &named.alias, record))
    }

    async fn all_jobs(self: &Arc<Self>) -> Result<Vec<Job>, Error> {
        let mut jobs = self.pending_jobs().await;
        for named in &self.stores {
            jobs.extend(self.stored_jobs(named).await?);
        }
        Ok(jobs)
    }

    async fn pending_jobs(self: &Arc<Self>) -> Vec<Job> {
        let jobs =
            |pending: &mut Pending| pending.iter().map(|request| Job::pending(self, request)).collect();
        self.among_pending(jobs).await
    }

    async fn stored_jobs(self: &Arc<Self>, named: &NamedStore) -> Result<Vec<Job>, Error> {
        let records = named.store.jobs().await.map_err(|error| named.error(error))?;
        Ok(records.into_iter().map(|record| Job::stored(self, &named.alias, record)).collect())
    }

    async fn job_listing(self: &Arc<Self>) -> Result<String, Error> {
        let pending = self.pending_jobs().await;
        if !self.activity.was_started() {
            return Ok(section("Pending jobs:", &pending, "No pending jobs"));
        }
        let mut stores: Vec<_> = self.stores.iter().collect();
        stores.sort_by(|one, other| one.alias.cmp(&other.alias));
        let mut listing = String::new();
        for named in stores {
            let heading = format!("Jobstore {}:", named.alias);
            listing += &section(&heading, &self.stored_jobs(named).await?, "No scheduled jobs");
        }
        Ok(listing)
    }
}

fn section(heading: &str, jobs: &[Job], if_empty: &str) -> String {
    let mut lines: Vec<_> = jobs.iter().map(|job| format!("    {job}\n")).collect();
    if lines.is_empty() {
        lines.push(format!("    {if_empty}\n"));
    }
    format!("{heading}\n{}", lines.concat())
}
