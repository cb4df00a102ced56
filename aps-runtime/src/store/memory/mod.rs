use std::future::ready;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};

use super::{Advance, Advanced, Due, Hold, JobStore, JobWrite, Room, StoreError, StoreFuture, Written};
use crate::job::{JobId, JobRecord};

mod by_id;
mod queues;
mod slots;
mod sorted;

use by_id::ById;
use queues::Queues;

/// Keeps jobs in memory, for as long as the program runs.
///
/// This is the default store. Nothing is lost or run twice while the process lives, and
/// everything is forgotten when it ends.
#[doc(alias = "MemoryJobStore")]
#[derive(Debug, Default)]
pub struct MemoryStore {
    table: Mutex<Table>,
}

#[derive(Debug, Default)]
struct Table {
    jobs: ById,
    queues: Queues,
}

impl MemoryStore {
    /// An empty store.
    pub fn new() -> Self {
        MemoryStore::default()
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        // Every change below is complete or not begun, so the table is sound
        // even if a thread panicked while it held the lock.
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Table {
    fn add(&mut self, job: Arc<JobRecord>) -> Result<(), StoreError> {
        let (slot, job) = self.jobs.add(job)?;
        self.queues.add(job, slot);
        Ok(())
    }

    fn remove(&mut self, id: &JobId, is_meant: impl Fn(&JobRecord) -> bool) -> Option<Arc<JobRecord>> {
        let (slot, job) = self.jobs.remove(id, is_meant)?;
        self.queues.remove(&job, slot);
        Some(job)
    }

    /// Changes a job, if nobody has changed it since it was read. Who has read it has what is
    /// dropped here as well, so that no code of the user's runs under the lock.
    fn change(&mut self, id: &JobId, revision: u64, change: impl FnOnce(&mut JobRecord)) -> Written {
        let Some((slot, before)) = self.jobs.find(id).filter(|(_, job)| job.revision == revision) else {
            return Written::Stale;
        };
        let mut after = JobRecord::clone(before);
        change(&mut after);
        after.revision = revision + 1;
        self.queues.remove(before, slot);
        self.queues.add(&after, slot);
        self.jobs.replace(slot, Arc::new(after));
        Written::Done
    }

    /// All of them, or none if one came too late.
    fn write(&mut self, writes: &[JobWrite]) -> Result<Written, StoreError> {
        let is_current = |job: &Arc<JobRecord>| {
            self.jobs.get(&job.id).is_some_and(|stored| stored.revision == job.revision)
        };
        if !replacements(writes).all(is_current) {
            return Ok(Written::Stale);
        }
        for (index, write) in writes.iter().enumerate() {
            let JobWrite::Add(job) = write else { continue };
            if let Err(error) = self.add(job.clone()) {
                self.take_back(&writes[..index]);
                let is_taken = matches!(error, StoreError::ConflictingId(_));
                return if is_taken { Ok(Written::Stale) } else { Err(error) };
            }
        }
        for job in replacements(writes) {
            let _ = self.change(&job.id, job.revision, |stored| *stored = JobRecord::clone(job));
        }
        Ok(Written::Done)
    }

    fn take_back(&mut self, writes: &[JobWrite]) {
        for write in writes {
            if let JobWrite::Add(job) = write {
                self.remove(&job.id, |_| true);
            }
        }
    }

    fn advance(&mut self, Advance { job, next_run_time, fires }: &Advance) -> Advanced {
        match (self.move_on(job, *next_run_time), fires) {
            (Written::Stale, _) => Advanced::Stale,
            (Written::Done, Some(fires)) if fires.refused => Advanced::Refused,
            (Written::Done, _) => Advanced::Run(None),
        }
    }

    fn move_on(&mut self, job: &JobRecord, next_run_time: Option<DateTime<Utc>>) -> Written {
        match next_run_time {
            Some(time) => self.change(&job.id, job.revision, |job| job.next_run_time = time),
            None => match self.remove(&job.id, |stored| stored.revision == job.revision) {
                Some(_) => Written::Done,
                None => Written::Stale,
            },
        }
    }
}

fn replacements(writes: &[JobWrite]) -> impl Iterator<Item = &Arc<JobRecord>> {
    writes.iter().filter_map(|write| match write {
        JobWrite::Add(_) => None,
        JobWrite::Replace(job) => Some(job),
    })
}

impl JobStore for MemoryStore {
    fn keeps_closures(&self) -> bool {
        true
    }

    fn add_job(&self, job: Arc<JobRecord>) -> StoreFuture<'_, ()> {
        Box::pin(ready(self.table().add(job)))
    }

    fn update_job(&self, job: JobRecord) -> StoreFuture<'_, Written> {
        let (id, revision) = (job.id.clone(), job.revision);
        Box::pin(ready(Ok(self.table().change(&id, revision, |stored| *stored = job))))
    }

    fn advance_jobs<'a>(&'a self, advances: &'a [Advance], _: Hold) -> StoreFuture<'a, Vec<Advanced>> {
        let mut table = self.table();
        let outcomes = advances.iter().map(|advance| table.advance(advance)).collect();
        Box::pin(ready(Ok(outcomes)))
    }

    fn write_jobs<'a>(&'a self, writes: &'a [JobWrite]) -> StoreFuture<'a, Written> {
        Box::pin(ready(self.table().write(writes)))
    }

    fn remove_job<'a>(&'a self, id: &'a JobId) -> StoreFuture<'a, Option<u64>> {
        // Dropped without the lock, which what a closure captures may want.
        let removed = self.table().remove(id, |_| true);
        Box::pin(ready(Ok(removed.map(|job| job.revision))))
    }

    fn job<'a>(&'a self, id: &'a JobId) -> StoreFuture<'a, Option<Arc<JobRecord>>> {
        Box::pin(ready(Ok(self.table().jobs.get(id).cloned())))
    }

    fn jobs(&self) -> StoreFuture<'_, Vec<Arc<JobRecord>>> {
        let mut jobs: Vec<_> = self.table().jobs.iter().cloned().collect();
        jobs.sort_by(|a, b| a.listing_order().cmp(&b.listing_order()));
        Box::pin(ready(Ok(jobs)))
    }

    fn due_jobs<'a>(&'a self, now: DateTime<Utc>, limit: usize, rooms: &'a [Room]) -> StoreFuture<'a, Due> {
        let table = self.table();
        let due = table.queues.due(now, limit, rooms);
        let jobs = due.filter_map(|slot| table.jobs.at(slot).cloned()).collect();
        Box::pin(ready(Ok(Due::by(now, jobs))))
    }

    fn next_run_time<'a>(&'a self, rooms: &'a [Room]) -> StoreFuture<'a, Option<DateTime<Utc>>> {
        Box::pin(ready(Ok(self.table().queues.next(rooms))))
    }
}

#[cfg(test)]
mod model;

#[cfg(test)]
mod tests {
    use aps_triggers::DateTrigger;

    use super::*;

    fn at(hour: u32) -> DateTime<Utc> {
        format!("2026-01-01T{hour:02}:00:00Z").parse().unwrap()
    }

    fn job(id: &str, hour: u32) -> Arc<JobRecord> {
        Arc::new(JobRecord::for_test(id, DateTrigger::at(at(hour)), at(hour)))
    }

    async fn advance(store: &MemoryStore, job: &Arc<JobRecord>, next_run_time: Option<u32>) -> Advanced {
        let advance = Advance { job: job.clone(), next_run_time: next_run_time.map(at), fires: None };
        store.advance_jobs(&[advance], Hold::default()).await.unwrap()[0]
    }

    async fn store_with(jobs: &[(&str, u32)]) -> MemoryStore {
        let store = MemoryStore::new();
        for (id, hour) in jobs {
            store.add_job(job(id, *hour)).await.unwrap();
        }
        store
    }

    fn ids(jobs: &[Arc<JobRecord>]) -> Vec<&str> {
        jobs.iter().map(|job| job.id.as_str()).collect()
    }

    async fn pause(store: &MemoryStore, id: &str) {
        let job = store.job(&JobId::new(id).unwrap()).await.unwrap().unwrap();
        let job = JobRecord { paused: true, ..JobRecord::clone(&job) };
        assert_eq!(store.update_job(job).await.unwrap(), Written::Done);
    }

    #[tokio::test]
    async fn an_id_is_taken_once() {
        let store = store_with(&[("a", 1)]).await;
        let error = store.add_job(job("a", 2)).await.unwrap_err();
        assert!(matches!(error, StoreError::ConflictingId(id) if id == "a"));
        assert_eq!(store.next_run_time(&[]).await.unwrap(), Some(at(1)));
    }

    #[tokio::test]
    async fn due_jobs_come_in_order_up_to_the_limit_and_the_instant() {
        let store = store_with(&[("c", 3), ("b", 2), ("a", 4), ("d", 5), ("e", 1)]).await;
        assert_eq!(ids(&store.due_jobs(at(4), 10, &[]).await.unwrap().jobs), ["e", "b", "c", "a"]);
        assert_eq!(ids(&store.due_jobs(at(4), 2, &[]).await.unwrap().jobs), ["e", "b"]);
        assert_eq!(ids(&store.due_jobs(at(0), 10, &[]).await.unwrap().jobs), [""; 0]);
    }

    #[tokio::test]
    async fn paused_jobs_are_never_due_and_listed_last() {
        let store = store_with(&[("a", 1), ("b", 2)]).await;
        pause(&store, "a").await;
        assert_eq!(ids(&store.due_jobs(at(9), 10, &[]).await.unwrap().jobs), ["b"]);
        assert_eq!(ids(&store.jobs().await.unwrap()), ["b", "a"]);
        assert_eq!(store.next_run_time(&[]).await.unwrap(), Some(at(2)));
        pause(&store, "b").await;
        assert_eq!(store.next_run_time(&[]).await.unwrap(), None);
    }

    #[tokio::test]
    async fn a_write_that_has_read_an_older_revision_changes_nothing() {
        let store = store_with(&[("a", 1)]).await;
        let id = JobId::new("a").unwrap();
        let read = store.job(&id).await.unwrap().unwrap();
        assert_eq!(advance(&store, &read, Some(5)).await, Advanced::Run(None));
        assert_eq!(advance(&store, &read, Some(6)).await, Advanced::Stale);
        assert_eq!(advance(&store, &read, None).await, Advanced::Stale);
        assert_eq!(store.update_job(JobRecord::clone(&read)).await.unwrap(), Written::Stale);
        assert_eq!(store.next_run_time(&[]).await.unwrap(), Some(at(5)));
        assert!(store.due_jobs(at(4), 10, &[]).await.unwrap().jobs.is_empty());
    }

    #[tokio::test]
    async fn a_job_that_is_gone_makes_every_write_stale() {
        let store = store_with(&[("a", 1)]).await;
        let id = JobId::new("a").unwrap();
        let read = store.job(&id).await.unwrap().unwrap();
        assert_eq!(store.remove_job(&id).await.unwrap(), Some(read.revision));
        assert_eq!(store.remove_job(&id).await.unwrap(), None);
        assert_eq!(store.update_job(JobRecord::clone(&read)).await.unwrap(), Written::Stale);
        assert_eq!(advance(&store, &read, Some(5)).await, Advanced::Stale);
        assert!(store.job(&id).await.unwrap().is_none());
        assert_eq!(store.next_run_time(&[]).await.unwrap(), None);
    }

    #[tokio::test]
    async fn advancing_without_a_next_time_removes_the_job() {
        let store = store_with(&[("a", 1)]).await;
        assert_eq!(advance(&store, &job("a", 1), None).await, Advanced::Run(None));
        assert!(store.jobs().await.unwrap().is_empty());
        assert_eq!(store.next_run_time(&[]).await.unwrap(), None);
    }
}
