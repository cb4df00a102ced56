//! Jobs, one by one and many at once.

use std::sync::Arc;

use serde::Serialize;

use super::fault::Fault;
use super::job_row::{Field, JobFields, JobRow, ReadJob};
use super::scripts;
use super::store::Store;
use crate::job::{JobId, JobRecord};
use crate::store::{JobWrite, StoreError, Written};

/// How many jobs a script lists.
const PAGE: usize = 500;

/// How often a listing is begun anew, if jobs are added or removed meanwhile.
const TRIES: usize = 5;

#[derive(Serialize)]
struct Write<'a> {
    id: &'a str,
    /// The revision that is replaced.
    #[serde(skip_serializing_if = "Option::is_none")]
    replaces: Option<String>,
    is_due: bool,
    fields: JobFields,
}

impl<'a> Write<'a> {
    fn new(write: &'a JobWrite) -> Result<Self, StoreError> {
        let (job, replaces, revision) = match write {
            JobWrite::Add(job) => (job, None, job.revision),
            JobWrite::Replace(job) => (job, Some(job.revision.to_string()), job.revision + 1),
        };
        Ok(Write {
            id: job.id.as_str(),
            replaces,
            is_due: !job.paused,
            fields: JobFields::new(job, revision)?,
        })
    }
}

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

    /// In one script, however many they are: all of them or none.
    pub(super) async fn write_jobs(&self, writes: &[JobWrite]) -> Result<Written, StoreError> {
        #[derive(Serialize)]
        struct Body<'a> {
            writes: Vec<Write<'a>>,
        }
        if writes.is_empty() {
            return Ok(Written::Done);
        }
        let writes = writes.iter().map(Write::new).collect::<Result<_, _>>()?;
        let answer = self.write(&self.writes, &scripts::WRITE_JOBS, None, Body { writes }).await?;
        Ok(if answer == "D" { Written::Done } else { Written::Stale })
    }

    pub(super) async fn remove_job(&self, id: &JobId) -> Result<Option<u64>, StoreError> {
        #[derive(Serialize)]
        struct Body<'a> {
            id: &'a str,
        }
        let answer = self.write(&self.writes, &scripts::REMOVE_JOB, None, Body { id: id.as_str() }).await?;
        // One that was unreadable is gone as well.
        Ok((!answer.is_empty()).then(|| answer.parse().unwrap_or_default()))
    }

    pub(super) async fn job(&self, id: &JobId) -> Result<Option<Arc<JobRecord>>, StoreError> {
        self.expect_ready()?;
        let key = self.key(&format!("job:{id}"));
        let fields: (Field, Field, Field, Field) =
            self.link.send("HMGET", &[&key, "job", "run", "paused", "revision"]).await?;
        let (job, run, paused, revision) = fields;
        if job.is_none() && revision.is_none() {
            return Ok(None);
        }
        let read = ReadJob::of((id.as_str().to_owned(), String::new(), job, run, paused, revision));
        let job = read.job.map_err(|reason| Fault::new(format!("job `{id}` cannot be read: {reason}")))?;
        Ok(Some(Arc::new(job)))
    }

    /// Without those that cannot be read. It is read in parts, so as not to keep others waiting, and
    /// once more if jobs were added or removed in between.
    pub(super) async fn jobs(&self) -> Result<Vec<Arc<JobRecord>>, StoreError> {
        let mut tries = 1;
        let rows = loop {
            match self.list(tries == TRIES).await? {
                Some(rows) => break rows,
                None => tries += 1,
            }
        };
        let mut jobs: Vec<_> =
            rows.into_iter().filter_map(|row| ReadJob::of(row).job.ok().map(Arc::new)).collect();
        jobs.sort_by(|a, b| a.listing_order().cmp(&b.listing_order()));
        Ok(jobs)
    }

    /// Nothing if there were changes.
    async fn list(&self, in_one: bool) -> Result<Option<Vec<JobRow>>, StoreError> {
        #[derive(Serialize)]
        struct Body<'a> {
            after: &'a str,
            limit: usize,
        }
        let limit = if in_one { 1 << 30 } else { PAGE };
        let (mut rows, mut first_version) = (Vec::<JobRow>::new(), None);
        loop {
            let after = rows.last().map_or("", |(id, ..)| id);
            let (version, mut page): (String, Vec<JobRow>) =
                self.call(&scripts::LIST_JOBS, None, Body { after, limit }).await?;
            if *first_version.get_or_insert_with(|| version.clone()) != version {
                return Ok(None);
            }
            let is_last = page.len() < limit;
            rows.append(&mut page);
            if is_last {
                return Ok(Some(rows));
            }
        }
    }
}
