//! Jobs, one by one and many at once.

use std::sync::Arc;

use super::database::Session;
use super::fault::Fault;
use super::job_row::{JobRow, ReadJob};
use super::rows::batches;
use super::store::SqlStore;
use crate::job::{JobId, JobRecord};
use crate::store::{JobWrite, StoreError, Written};

impl SqlStore {
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
                JobWrite::Add(job) => added.push(JobRow::new(job)?),
                JobWrite::Replace(job) => replaced.push(JobRow::new(job)?),
            }
        }
        if writes.is_empty() {
            return Ok(Written::Done);
        }
        let mut session = self.begin().await?;
        for (statement, rows) in
            [(&self.statements.add_jobs, added), (&self.statements.replace_jobs, replaced)]
        {
            let (mut written, expected) = (0, rows.len() as u64);
            for batch in batches(rows)? {
                written += session.execute(statement, &[("rows", batch.as_str().into())]).await?;
            }
            if written != expected {
                return Ok(Written::Stale);
            }
        }
        self.notify(&mut *session).await?;
        session.commit().await?;
        Ok(Written::Done)
    }

    /// Others learn that something may be due sooner than they think, when this is committed.
    async fn notify(&self, session: &mut dyn Session) -> Result<(), StoreError> {
        let connections = self.connections()?;
        if let (Some(notify), Some(channel)) = (&self.statements.notify, connections.channel()) {
            session.execute(notify, &[("channel", channel.into())]).await?;
        }
        Ok(())
    }

    pub(super) async fn remove_job(&self, id: &JobId) -> Result<Option<u64>, StoreError> {
        let mut session = self.begin().await?;
        let id = [("id", id.as_str().into())];
        let found = session.rows(&self.statements.job_revision, &id).await?;
        let Some(row) = found.first() else { return Ok(None) };
        session.execute(&self.statements.remove_job, &id).await?;
        session.commit().await?;
        Ok(Some(row.number(0)?.cast_unsigned()))
    }

    pub(super) async fn job(&self, id: &JobId) -> Result<Option<Arc<JobRecord>>, StoreError> {
        let rows = self.read().await?.rows(&self.statements.job, &[("id", id.as_str().into())]).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let job = ReadJob::of(row)?
            .job
            .map_err(|reason| Fault::new(format!("job `{id}` cannot be read: {reason}")))?;
        Ok(Some(Arc::new(job)))
    }

    /// Without those that cannot be read.
    pub(super) async fn jobs(&self) -> Result<Vec<Arc<JobRecord>>, StoreError> {
        let rows = self.read().await?.rows(&self.statements.all_jobs, &[]).await?;
        let mut jobs = Vec::with_capacity(rows.len());
        for row in &rows {
            jobs.extend(ReadJob::of(row)?.job.ok().map(Arc::new));
        }
        jobs.sort_by(|a, b| (a.paused, a.next_run_time, &a.id).cmp(&(b.paused, b.next_run_time, &b.id)));
        Ok(jobs)
    }
}
