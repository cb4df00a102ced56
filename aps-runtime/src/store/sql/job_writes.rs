//! Writes of jobs, of which it must be known afterwards whether they took place.

use std::sync::Arc;

use super::database::Session;
use super::fault::FaultKind;
use super::job_row::JobRow;
use super::retry::{Setback, Tries};
use super::rows::batches;
use super::statement::Statement;
use super::store::SqlStore;
use crate::job::{JobId, JobRecord, is_of_job};
use crate::store::node::unique;
use crate::store::{JobWrite, StoreError, Written};

/// What is to be written, all of it or nothing.
struct Changes<'a> {
    statements: [(&'a Statement, Rows); 2],
    /// By which it is found out whether they were written: no other write has it.
    id: String,
}

struct Rows {
    count: u64,
    batches: Vec<String>,
}

impl SqlStore {
    pub(super) async fn write_jobs(&self, writes: &[JobWrite]) -> Result<Written, StoreError> {
        let Some(changes) = self.changes(writes)? else { return Ok(Written::Done) };
        let mut tries = Tries::new(self.settings.lease);
        loop {
            match self.try_to_write(&changes).await {
                Ok(written) => return Ok(written),
                Err(setback) => tries.again(setback).await?,
            }
        }
    }

    fn changes(&self, writes: &[JobWrite]) -> Result<Option<Changes<'_>>, StoreError> {
        let (mut added, mut replaced) = (Vec::new(), Vec::new());
        for write in writes {
            match write {
                JobWrite::Add(job) => added.push(JobRow::new(job)?),
                JobWrite::Replace(job) => replaced.push(JobRow::new(job)?),
            }
        }
        let statements = [
            (&self.statements.add_jobs, Rows::of(added)?),
            (&self.statements.replace_jobs, Rows::of(replaced)?),
        ];
        Ok((!writes.is_empty()).then(|| Changes { statements, id: unique() }))
    }

    async fn try_to_write(&self, changes: &Changes<'_>) -> Result<Written, Setback> {
        let mut session = self.begin().await?;
        if !self.is_first(&mut *session, &changes.id).await? {
            return Ok(Written::Done);
        }
        for (statement, rows) in &changes.statements {
            let mut written = 0;
            for batch in &rows.batches {
                written += match session.execute(statement, &[("rows", batch.as_str().into())]).await {
                    // As some databases say that there is one by the id.
                    Err(fault) if fault.kind() == FaultKind::Duplicate => break,
                    written => written?,
                };
            }
            if written != rows.count {
                return Ok(Written::Stale);
            }
        }
        self.notify(&mut *session).await?;
        session.commit().await.map_err(Setback::of_commit)?;
        Ok(Written::Done)
    }

    /// Whether this was not written before; it is noted down with what is. Who asks once more waits until what was sent
    /// before is written or never will be, since it has the row to itself until then. (Of the jobs alone it could not be
    /// told: others may have changed or removed them since.)
    async fn is_first(&self, session: &mut dyn Session, id: &str) -> Result<bool, Setback> {
        let values = [("id", id.into()), ("now", self.any_now())];
        match session.execute(&self.statements.note_write, &values).await {
            Err(fault) if fault.kind() == FaultKind::Duplicate => Ok(false),
            noted => Ok(noted? == 1),
        }
    }

    /// Others learn that something may be due sooner than they think, when this is committed.
    async fn notify(&self, session: &mut dyn Session) -> Result<(), Setback> {
        let connections = self.connections()?;
        if let (Some(notify), Some(channel)) = (&self.statements.notify, connections.channel()) {
            session.execute(notify, &[("channel", channel.into())]).await?;
        }
        Ok(())
    }

    pub(super) async fn remove_job(&self, id: &JobId) -> Result<Option<u64>, StoreError> {
        let (mut tries, mut removed) = (Tries::new(self.settings.lease), None);
        loop {
            match self.try_to_remove(id, &mut removed).await {
                Ok(revision) => return Ok(revision),
                Err(setback) => tries.again(setback).await?,
            }
        }
    }

    /// `removed` is the revision of what an earlier try may have removed.
    async fn try_to_remove(&self, id: &JobId, removed: &mut Option<u64>) -> Result<Option<u64>, Setback> {
        let mut session = self.begin().await?;
        let id = [("id", id.as_str().into())];
        let found = session.rows(&self.statements.job_revision, &id).await?;
        let Some(row) = found.first() else { return Ok(*removed) };
        let revision = row.number(0)?.cast_unsigned();
        if removed.is_some_and(|removed| !is_of_job(removed, revision)) {
            // Another job has its id since.
            return Ok(*removed);
        }
        session.execute(&self.statements.remove_job, &id).await?;
        session.commit().await.map_err(|fault| {
            let setback = Setback::of_commit(fault);
            if matches!(setback, Setback::Unknown(_)) {
                *removed = Some(revision);
            }
            setback
        })?;
        Ok(Some(revision))
    }
}

impl Rows {
    fn of(rows: Vec<JobRow<'_>>) -> Result<Self, StoreError> {
        Ok(Rows { count: rows.len() as u64, batches: batches(rows)? })
    }
}

/// One job by itself.
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
}
