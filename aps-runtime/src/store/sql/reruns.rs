//! Runs of dead nodes that are run again.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::claim::Claim;
use super::database::Row;
use super::fault::Fault;
use super::job_row::read_snapshot;
use super::rows::{batches, full};
use super::store::SqlStore;
use crate::engine::Span;
use crate::job::vocabulary::RunTime;
use crate::job::{JobRecord, RunTicket};
use crate::store::written::micros_from;
use crate::store::{Rerun, Room, StoreError};

/// A run that waits.
struct Pending {
    job_id: String,
    times: Span,
    generation: i64,
    fence: u64,
    attempts: u32,
    job: Result<Arc<JobRecord>, String>,
}

#[derive(Serialize)]
struct RerunRow<'a> {
    job_id: &'a str,
    scheduled_at: RunTime,
    generation: i64,
    slot: i64,
    token: i64,
}

impl SqlStore {
    pub(super) async fn take_reruns(
        &self,
        limit: usize,
        rooms: &[Room],
        now: DateTime<Utc>,
    ) -> Result<Vec<Rerun>, StoreError> {
        let mut claim = self.claim(Some(now), None).await?;
        let pending = claim.pending(limit, rooms).await?;
        if pending.is_empty() {
            claim.session.rollback().await?;
            return Ok(Vec::new());
        }
        let at = claim.time(Some(now)).await?;
        let jobs: Vec<_> = pending.iter().filter_map(|run| run.job.as_deref().ok()).collect();
        let mut slots = claim.live_slots(jobs).await?;
        let (mut rows, mut reruns) = (Vec::new(), Vec::new());
        for run in &pending {
            match &run.job {
                Ok(job) => {
                    let Some(slot) = slots.take(job) else { continue };
                    let ticket = RunTicket { token: self.number(), fence: run.fence + 1 };
                    rows.push(run.row(slot, ticket));
                    reruns.push(Rerun { job: job.clone(), times: run.times, ticket, attempts: run.attempts });
                }
                Err(reason) => claim.give_up(run, reason, at).await?,
            }
        }
        claim.rerun(rows).await?;
        claim.commit().await?;
        Ok(reruns)
    }
}

impl Claim<'_> {
    async fn pending(&mut self, limit: usize, rooms: &[Room]) -> Result<Vec<Pending>, StoreError> {
        let (full, node) = (full(rooms)?, self.member.node.id.clone());
        let values = [
            ("node", (&*node).into()),
            ("rows", full.as_str().into()),
            ("most", i64::try_from(limit).unwrap_or(i64::MAX).into()),
        ];
        let rows = self.session.rows(&self.store.statements.pending_runs, &values).await?;
        Ok(rows.iter().map(Pending::of).collect::<Result<_, _>>()?)
    }

    async fn rerun(&mut self, rows: Vec<RerunRow<'_>>) -> Result<(), StoreError> {
        let node = self.member.node.clone();
        for batch in batches(rows)? {
            let values = [
                ("rows", batch.as_str().into()),
                ("node", (&*node.id).into()),
                ("name", (&*node.name).into()),
            ];
            self.session.execute(&self.store.statements.rerun, &values).await?;
        }
        Ok(())
    }

    async fn give_up(&mut self, run: &Pending, reason: &str, at: DateTime<Utc>) -> Result<(), StoreError> {
        let (scheduled, at_text) = (RunTime(run.times.first).to_string(), RunTime(at).to_string());
        let error = format!("the job as it was cannot be read: {reason}");
        let values = [
            ("id", run.job_id.as_str().into()),
            ("scheduled", scheduled.as_str().into()),
            ("generation", run.generation.into()),
            ("at", at_text.as_str().into()),
            ("at_us", micros_from(at).into()),
            ("error", error.as_str().into()),
        ];
        self.session.execute(&self.store.statements.give_up, &values).await?;
        Ok(())
    }
}

impl Pending {
    fn of(row: &Row) -> Result<Self, Fault> {
        let times = Span { first: row.time(1)?, through: row.time(3)? };
        Ok(Pending {
            job_id: row.text(0)?.to_owned(),
            times,
            generation: row.number(2)?,
            fence: row.number(4)?.cast_unsigned(),
            attempts: u32::try_from(row.number(5)?).unwrap_or_default(),
            job: read_snapshot(row.text(6)?, times.first).map(Arc::new),
        })
    }

    fn row(&self, slot: i64, ticket: RunTicket) -> RerunRow<'_> {
        RerunRow {
            job_id: &self.job_id,
            scheduled_at: RunTime(self.times.first),
            generation: self.generation,
            slot,
            token: ticket.token.cast_signed(),
        }
    }
}
