//! Jobs, one by one and many at once.

use std::sync::Arc;
use std::time::Duration;

use mongodb::bson::{Document, doc};
use mongodb::options::ReadConcern;

use super::changes::ring;
use super::claim::expect;
use super::connect::{PATIENCE, within};
use super::fault::{Fault, FaultKind};
use super::job_document::{ReadJob, document};
use super::read::all;
use super::store::Store;
use super::transaction::{BATCH, Transaction};
use crate::clock::{Clock, SystemClock};
use crate::job::{JobId, JobRecord};
use crate::store::{JobWrite, StoreError, Written};

/// How long somebody else's transactions are waited for.
const LONGEST_WAIT: Duration = PATIENCE;

impl Store {
    pub(super) async fn add_job(&self, job: Arc<JobRecord>) -> Result<(), StoreError> {
        let id = job.id.clone();
        match self.write_jobs(&[JobWrite::Add(job)]).await? {
            Written::Done => Ok(()),
            Written::Stale => Err(StoreError::ConflictingId(id)),
        }
    }

    pub(super) async fn update_job(&self, job: JobRecord) -> Result<Written, StoreError> {
        self.write_jobs(&[JobWrite::Replace(Arc::new(job))]).await
    }

    pub(super) async fn write_jobs(&self, writes: &[JobWrite]) -> Result<Written, StoreError> {
        let (mut added, mut replaced) = (Vec::new(), Vec::new());
        for write in writes {
            match write {
                JobWrite::Add(job) => added.push(added_job(job)?),
                JobWrite::Replace(job) => replaced.push(replaced_job(job)?),
            }
        }
        if writes.is_empty() {
            return Ok(Written::Done);
        }
        let mut pause = Pause::default();
        loop {
            match self.try_to_write(added.clone(), replaced.clone()).await {
                Err(fault) if fault.kind() == FaultKind::Duplicate => return Ok(Written::Stale),
                Err(fault) if fault.kind() == FaultKind::Conflict && pause.is_short() => pause.make().await,
                written => return Ok(written?),
            }
        }
    }

    async fn try_to_write(&self, added: Vec<Document>, replaced: Vec<Document>) -> Result<Written, Fault> {
        let connection = self.connection().map_err(|error| Fault::new(error.to_string()))?;
        let mut transaction = Transaction::begin(&connection).await?;
        transaction.insert(&self.names.jobs, added).await?;
        let expected = replaced.len();
        let written = transaction.update(&self.names.jobs, replaced).await?;
        if expect(written, expected).is_err() {
            return Ok(Written::Stale);
        }
        transaction.update(&self.names.schema, vec![ring(self.number())]).await?;
        transaction.commit(PATIENCE).await?;
        Ok(Written::Done)
    }

    pub(super) async fn remove_job(&self, id: &JobId) -> Result<Option<u64>, StoreError> {
        let jobs = self.collection(&self.names.jobs)?;
        let remove =
            jobs.find_one_and_delete(doc! {"_id": id.as_str()}).projection(doc! {"_id": 0, "revision": 1});
        let removed = within(async { Ok(remove.await?) }).await?;
        Ok(removed.map(|job| job.get_i64("revision").unwrap_or_default().cast_unsigned()))
    }

    pub(super) async fn job(&self, id: &JobId) -> Result<Option<Arc<JobRecord>>, StoreError> {
        let found = self.find(&self.names.jobs, doc! {"_id": id.as_str()}, doc! {}, doc! {}, Some(1)).await?;
        let Some(document) = found.first() else { return Ok(None) };
        let unread = |reason| Fault::new(format!("job `{id}` cannot be read: {reason}"));
        Ok(Some(Arc::new(ReadJob::of(document).job.map_err(unread)?)))
    }

    /// Without those that cannot be read.
    pub(super) async fn jobs(&self) -> Result<Vec<Arc<JobRecord>>, StoreError> {
        let jobs = self.collection(&self.names.jobs)?;
        let find = jobs.find(doc! {}).batch_size(BATCH).read_concern(ReadConcern::snapshot());
        let found = all(within(async { Ok(find.await?) }).await?).await?;
        let mut jobs: Vec<_> =
            found.iter().filter_map(|document| ReadJob::of(document).job.ok()).map(Arc::new).collect();
        jobs.sort_by(|a, b| a.listing_order().cmp(&b.listing_order()));
        Ok(jobs)
    }
}

fn added_job(job: &JobRecord) -> Result<Document, StoreError> {
    let (mut document, revision) = (document(job)?, job.revision.cast_signed());
    document.insert("revision", revision);
    document.insert("generation", revision);
    Ok(document)
}

fn replaced_job(job: &JobRecord) -> Result<Document, StoreError> {
    let (mut document, revision) = (document(job)?, job.revision.cast_signed());
    let id = document.remove("_id");
    document.insert("revision", revision.wrapping_add(1));
    document.insert("generation", revision.wrapping_add(1));
    Ok(doc! {"q": {"_id": id, "revision": revision}, "u": {"$set": document}})
}

/// Between tries, while another's transaction is under way: longer each time.
#[derive(Debug)]
pub(super) struct Pause {
    began: Duration,
    next: Duration,
}

impl Default for Pause {
    fn default() -> Self {
        Pause { began: SystemClock.elapsed(), next: Duration::from_millis(2) }
    }
}

impl Pause {
    /// Whether there is time for one more.
    pub(super) fn is_short(&self) -> bool {
        SystemClock.elapsed().saturating_sub(self.began) < LONGEST_WAIT
    }

    pub(super) async fn make(&mut self) {
        SystemClock.sleep(self.next).await;
        self.next = (self.next * 2).min(Duration::from_millis(100));
    }
}
