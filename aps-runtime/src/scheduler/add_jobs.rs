use std::sync::Arc;

use hashbrown::HashSet;

use super::Scheduler;
use super::add_job::AddJob;
use super::core::Core;
use super::job::Job;
use super::named_store::NamedStore;
use super::request::JobRequest;
use super::turnover::Arrival;
use super::verb::Verb;
use crate::error::Error;
use crate::job::{JobId, JobRecord};
use crate::store::{JobWrite, Written};

impl Scheduler {
    /// Adds several jobs, and first checks all of them: if there is something wrong with one,
    /// or its id is taken, none is added.
    ///
    /// They come into their store in one write, all or none, which is also much faster than to add one after the
    /// other where a store keeps them on a disk. If they go to several stores, one of which fails,
    /// those of the stores before it stay added.
    ///
    /// ```
    /// use aps_runtime::prelude::*;
    ///
    /// #[job]
    /// async fn poll(feed: u32) {}
    ///
    /// # async fn example(scheduler: &Scheduler) -> aps_runtime::Result<()> {
    /// let hourly = CronTrigger::parse("0 * * * *")?;
    /// let polls = (1..=3).map(|feed| {
    ///     scheduler.add_job(poll::job(feed), hourly.clone()).id(format!("feed-{feed}"))
    /// });
    /// scheduler.add_jobs(polls).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`add_job`](Self::add_job), for the first job with which something is wrong.
    pub fn add_jobs(&self, jobs: impl IntoIterator<Item = AddJob>) -> Verb<Vec<Job>> {
        let requests: Result<Vec<_>, _> = jobs.into_iter().map(AddJob::into_request).collect();
        Verb::new(&self.core, |core| async move {
            let requests = requests?;
            // Most jobs come after the start, and need no lock to know it.
            if !core.activity.was_started() {
                core.activity.start_is_over().await;
            }
            // Pending ones have no place in a store yet; and of those by one id each replaces the one before.
            if !core.activity.was_started() || some_are_of_one_id(&requests) {
                core.check_all(&requests).await?;
                return core.add_each(requests).await;
            }
            let batches = core.batches(requests)?;
            core.add_all(batches).await
        })
    }
}

/// A job that has not been written yet.
struct New {
    record: Arc<JobRecord>,
    replace_existing: bool,
}

/// Those of one store, and which place each has among all.
#[derive(Default)]
struct Batch {
    places: Vec<usize>,
    news: Vec<New>,
}

impl Core {
    async fn check_all(&self, requests: &[JobRequest]) -> Result<(), Error> {
        let mut ids = HashSet::with_capacity(requests.len());
        for request in requests {
            self.check(request)?;
            self.check_time(request)?;
            let id = &request.job.id;
            let is_new = ids.insert((&request.jobstore, id));
            if !request.replace_existing
                && (!is_new || self.is_taken(self.store(&request.jobstore)?, id).await?)
            {
                return Err(Error::conflicting_id(id));
            }
        }
        Ok(())
    }

    /// Whether there is a job by its id.
    async fn is_taken(&self, named: &NamedStore, id: &JobId) -> Result<bool, Error> {
        let is_meant = |other: &JobRequest| other.jobstore == named.alias;
        let is_pending = self.among_pending(|pending| pending.find(id, is_meant).is_some()).await;
        let was_started = self.activity.was_started();
        Ok(is_pending
            || was_started && named.store.job(id).await.map_err(|error| named.error(error))?.is_some())
    }

    async fn add_each(self: &Arc<Self>, requests: Vec<JobRequest>) -> Result<Vec<Job>, Error> {
        let mut jobs = Vec::with_capacity(requests.len());
        for request in requests {
            jobs.push(self.add(request).await?);
        }
        Ok(jobs)
    }

    /// What is to be written to each store, in their order. All that can be wrong with a job is told, but for an id
    /// that is taken.
    fn batches(&self, requests: Vec<JobRequest>) -> Result<Vec<Batch>, Error> {
        let now = self.clock.now();
        let mut batches: Vec<_> = self.stores.iter().map(|_| Batch::default()).collect();
        for (place, request) in requests.into_iter().enumerate() {
            self.check(&request)?;
            let (replace_existing, index) = (request.replace_existing, self.store_index(&request.jobstore)?);
            let record = self.new_record(request, now)?;
            let batch = &mut batches[index];
            batch.places.push(place);
            batch.news.push(New { record, replace_existing });
        }
        Ok(batches)
    }

    async fn add_all(self: &Arc<Self>, batches: Vec<Batch>) -> Result<Vec<Job>, Error> {
        // What is in one store already must not be found out when another has been written to.
        if batches.iter().filter(|batch| !batch.news.is_empty()).count() > 1 {
            self.refuse_taken(&batches).await?;
        }
        let count = batches.iter().map(|batch| batch.news.len()).sum();
        let mut jobs: Vec<Option<Job>> = Vec::new();
        jobs.resize_with(count, || None);
        for (named, Batch { places, news }) in self.stores.iter().zip(batches) {
            let written = self.write_new(named, &news).await?;
            for (place, record) in places.into_iter().zip(written) {
                jobs[place] = Some(Job::stored(self, &named.alias, record));
            }
        }
        Ok(jobs.into_iter().flatten().collect())
    }

    async fn refuse_taken(&self, batches: &[Batch]) -> Result<(), Error> {
        for (named, batch) in self.stores.iter().zip(batches) {
            for New { record, .. } in batch.news.iter().filter(|new| !new.replace_existing) {
                if self.is_taken(named, &record.id).await? {
                    return Err(Error::conflicting_id(&record.id));
                }
            }
        }
        Ok(())
    }

    /// As the store has them then.
    async fn write_new(&self, named: &NamedStore, news: &[New]) -> Result<Vec<Arc<JobRecord>>, Error> {
        if news.is_empty() {
            return Ok(Vec::new());
        }
        let arrival = |new: &New| Arrival::of(self, named, &new.record.id, new.record.revision);
        let arrivals: Vec<_> = news.iter().map(arrival).collect();
        // Mostly there is none by any of the ids, which then need not be looked up.
        let mut writes: Vec<_> = news.iter().map(|new| JobWrite::Add(new.record.clone())).collect();
        loop {
            let written = named.store.write_jobs(&writes).await.map_err(|error| named.error(error))?;
            if written == Written::Stale {
                writes = self.writes(named, news).await?;
                continue;
            }
            let records: Vec<_> = writes.into_iter().map(as_written).collect();
            for (arrival, record) in arrivals.into_iter().zip(&records) {
                arrival.added(record.revision);
            }
            self.activity.wake();
            return Ok(records);
        }
    }

    /// By what is there now.
    async fn writes(&self, named: &NamedStore, news: &[New]) -> Result<Vec<JobWrite>, Error> {
        let mut writes = Vec::with_capacity(news.len());
        for New { record, replace_existing } in news {
            let existing = named.store.job(&record.id).await.map_err(|error| named.error(error))?;
            writes.push(match existing {
                None => JobWrite::Add(record.clone()),
                Some(existing) if *replace_existing => {
                    let revision = existing.revision;
                    JobWrite::Replace(Arc::new(JobRecord { revision, ..JobRecord::clone(record) }))
                }
                Some(_) => return Err(Error::conflicting_id(&record.id)),
            });
        }
        Ok(writes)
    }
}

fn some_are_of_one_id(requests: &[JobRequest]) -> bool {
    let mut ids = HashSet::with_capacity(requests.len());
    !requests.iter().all(|request| ids.insert((&request.jobstore, &request.job.id)))
}

fn as_written(write: JobWrite) -> Arc<JobRecord> {
    match write {
        JobWrite::Add(record) => record,
        JobWrite::Replace(record) => {
            Arc::new(JobRecord { revision: record.revision + 1, ..JobRecord::clone(&record) })
        }
    }
}
