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
use crate::store::{JobWrite, StoreError, Written};

/// What is to be written, all of it or nothing.
struct Changes<'a> {
    statements: [(&'a Statement, Rows); 2],
    witness: Witness,
}

struct Rows {
    count: u64,
    batches: Vec<String>,
}

/// One of the jobs as it is to be: it tells of all of them whether they were written.
struct Witness {
    id: String,
    generation: i64,
    job: String,
    next_run_time: String,
    paused: i64,
}

impl SqlStore {
    pub(super) async fn write_jobs(&self, writes: &[JobWrite]) -> Result<Written, StoreError> {
        let Some(changes) = self.changes(writes)? else { return Ok(Written::Done) };
        let mut tries = Tries::new(self.settings.lease);
        loop {
            match self.try_to_write(&changes, tries.may_be_done()).await {
                Ok(written) => return Ok(written),
                Err(setback) => tries.again(setback).await?,
            }
        }
    }

    fn changes(&self, writes: &[JobWrite]) -> Result<Option<Changes<'_>>, StoreError> {
        let (mut added, mut replaced, mut witness) = (Vec::new(), Vec::new(), None);
        for write in writes {
            let (rows, job, growth) = match write {
                JobWrite::Add(job) => (&mut added, job, 0),
                JobWrite::Replace(job) => (&mut replaced, job, 1),
            };
            let row = JobRow::new(job)?;
            witness.get_or_insert_with(|| Witness::of(&row, growth));
            rows.push(row);
        }
        let statements = [
            (&self.statements.add_jobs, Rows::of(added)?),
            (&self.statements.replace_jobs, Rows::of(replaced)?),
        ];
        Ok(witness.map(|witness| Changes { statements, witness }))
    }

    /// What was sent before, and may have been written, is written by now or never will be when the
    /// same rows can be written or found: it would hold them locked until then.
    async fn try_to_write(&self, changes: &Changes<'_>, may_be_done: bool) -> Result<Written, Setback> {
        let mut session = self.begin().await?;
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
                let is_done = may_be_done && self.is_written(&mut *session, &changes.witness).await?;
                return Ok(if is_done { Written::Done } else { Written::Stale });
            }
        }
        self.notify(&mut *session).await?;
        session.commit().await.map_err(Setback::of_commit)?;
        Ok(Written::Done)
    }

    /// Since then the job may have moved on.
    async fn is_written(&self, session: &mut dyn Session, witness: &Witness) -> Result<bool, Setback> {
        let id = [("id", witness.id.as_str().into())];
        let rows = session.rows(&self.statements.written_job, &id).await?;
        let Some(row) = rows.first() else { return Ok(false) };
        let has_moved = row.number(1)? != witness.generation;
        Ok(row.number(0)? == witness.generation
            && row.text(2)? == witness.job
            && row.number(3)? == witness.paused
            && (has_moved || row.text(4)? == witness.next_run_time))
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

impl Witness {
    fn of(row: &JobRow<'_>, growth: i64) -> Self {
        Witness {
            id: row.id.to_owned(),
            generation: row.revision.wrapping_add(growth),
            job: row.job.clone(),
            next_run_time: row.next_run_time.to_string(),
            paused: row.paused,
        }
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
