//! Moving jobs on, and writing down what becomes of the fire times that they leave behind.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::claim::{Begun, Claim};
use super::database::Session;
use super::job_row::snapshot;
use super::rows::{IdRow, batches};
use super::run_row::{EndColumns, RunRow};
use super::store::SqlStore;
use crate::engine::Span;
use crate::job::vocabulary::RunTime;
use crate::job::{JobId, JobRecord, OnNodeLoss, RunOutcome, RunTicket, first_revision};
use crate::store::written::micros_from;
use crate::store::{Advance, Advanced, Fires, Hold, StoreError};

/// What is kept between finding jobs and moving them on.
pub(super) struct LockedJobs {
    pub(super) transaction: Begun,
    pub(super) now: DateTime<Utc>,
    pub(super) generations: Generations,
}

/// The revision and the generation of each job that is locked.
pub(super) type Generations = HashMap<JobId, (u64, i64)>;

/// What is to be written.
struct Moves<'a> {
    store: &'a SqlStore,
    now: DateTime<Utc>,
    slots: Slots,
    moved: Vec<MoveRow<'a>>,
    dropped: Vec<IdRow<'a>>,
    runs: Vec<RunRow>,
}

#[derive(Serialize)]
struct MoveRow<'a> {
    id: &'a str,
    revision: i64,
    next_run_time: RunTime,
    #[serde(skip_serializing_if = "Option::is_none")]
    due_us: Option<i64>,
}

#[derive(Serialize)]
struct UnchangedRow<'a> {
    n: usize,
    id: &'a str,
    revision: i64,
}

impl SqlStore {
    pub(super) async fn advance_jobs(
        &self,
        advances: &[Advance],
        hold: Hold,
    ) -> Result<Vec<Advanced>, StoreError> {
        let (now, begun, locked) = match hold.take() {
            Some(LockedJobs { transaction, now, generations }) => (Some(now), Some(transaction), generations),
            None => (None, None, HashMap::new()),
        };
        let mut claim = self.claim(now, begun).await?;
        let now = match now {
            Some(now) => now,
            None => claim.time(None).await?,
        };
        let unchanged = claim.unchanged(advances, &locked).await?;
        let slots = claim.live_slots(advances.iter().map(|advance| &*advance.job)).await?;
        let mut moves =
            Moves { store: self, now, slots, moved: Vec::new(), dropped: Vec::new(), runs: Vec::new() };
        let advanced = advances.iter().zip(unchanged).map(|(advance, generation)| match generation {
            Some(generation) => moves.advance(advance, generation),
            None => Ok(Advanced::Stale),
        });
        let advanced = advanced.collect::<Result<_, _>>()?;
        let Moves { moved, dropped, runs, .. } = moves;
        claim.write(&self.statements.move_jobs, batches(moved)?).await?;
        claim.write(&self.statements.drop_jobs, batches(dropped)?).await?;
        claim.add_runs(runs).await?;
        claim.commit().await?;
        Ok(advanced)
    }

    pub(super) async fn start_run(
        &self,
        job: &Arc<JobRecord>,
        at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<Advanced, StoreError> {
        let mut claim = self.claim(Some(now), None).await?;
        // Locks the job, if it is still there; if not, the index of slots is the judge.
        claim.session.rows(&self.statements.job_revision, &[("id", job.id.as_str().into())]).await?;
        let now = claim.time(Some(now)).await?;
        let slots = claim.live_slots([&**job]).await?;
        let mut moves =
            Moves { store: self, now, slots, moved: Vec::new(), dropped: Vec::new(), runs: Vec::new() };
        let fires = Fires { run: Span { first: at, through: at }, coalesced: None, refused: false };
        let advanced = moves.fire(job, fires, first_revision().cast_signed())?;
        if advanced == Advanced::Refused {
            return Ok(advanced);
        }
        let runs = moves.runs.into_iter().map(|run| RunRow { manual: 1, ..run }).collect();
        claim.add_runs(runs).await?;
        claim.commit().await?;
        Ok(advanced)
    }
}

impl<'a> Moves<'a> {
    fn advance(&mut self, advance: &'a Advance, generation: i64) -> Result<Advanced, StoreError> {
        let Advance { job, next_run_time, fires } = advance;
        match *next_run_time {
            Some(time) => self.moved.push(MoveRow {
                id: job.id.as_str(),
                revision: job.revision.cast_signed(),
                next_run_time: RunTime(time),
                due_us: (!job.paused).then(|| micros_from(job.due_time_of(time))),
            }),
            None => self.dropped.push(IdRow { id: job.id.as_str() }),
        }
        fires.map_or(Ok(Advanced::Run(None)), |fires| self.fire(job, fires, generation))
    }

    fn fire(&mut self, job: &JobRecord, fires: Fires, generation: i64) -> Result<Advanced, StoreError> {
        let id = job.id.as_str();
        if let Some(span) = fires.coalesced {
            let end = EndColumns::without_run(RunOutcome::Coalesced, self.now);
            self.runs.push(RunRow::new(id, span, generation, end));
        }
        let slot = if fires.refused { None } else { self.slots.take(job) };
        let Some(slot) = slot else {
            let end = EndColumns::without_run(RunOutcome::Skipped, self.now);
            self.runs.push(RunRow::new(id, fires.run, generation, end));
            return Ok(Advanced::Refused);
        };
        let ticket = RunTicket { token: self.store.number(), fence: 1 };
        let is_kept = job.settings.on_node_loss == OnNodeLoss::Rerun;
        let job = is_kept.then(|| snapshot(job)).transpose()?;
        let run = RunRow::new(id, fires.run, generation, EndColumns::running()).with_ticket(ticket);
        self.runs.push(RunRow { slot: Some(slot), job, ..run });
        Ok(Advanced::Run(Some(ticket)))
    }
}

/// Which slots of jobs are taken.
#[derive(Debug, Default)]
pub(super) struct Slots(HashMap<String, Vec<i64>>);

impl Slots {
    /// The lowest that is free, if as many runs as may be are not under way.
    pub(super) fn take(&mut self, job: &JobRecord) -> Option<i64> {
        let max_instances = i64::from(job.settings.max_instances.get());
        let taken = self.0.entry(job.id.as_str().to_owned()).or_default();
        if i64::try_from(taken.len()).unwrap_or(i64::MAX) >= max_instances {
            return None;
        }
        let slot = (0..max_instances).find(|slot| !taken.contains(slot))?;
        taken.push(slot);
        Some(slot)
    }
}

impl Claim<'_> {
    /// The time that counts.
    pub(super) async fn time(&mut self, now: Option<DateTime<Utc>>) -> Result<DateTime<Utc>, StoreError> {
        let now = now.unwrap_or_else(|| self.member.last_now());
        self.store.time_for(&mut *self.session, &self.member.node, now).await
    }

    /// The generation of each job that is as it was read, which those are that have been locked since.
    async fn unchanged(
        &mut self,
        advances: &[Advance],
        locked: &Generations,
    ) -> Result<Vec<Option<i64>>, StoreError> {
        let of_locked = |job: &JobRecord| {
            let (revision, generation) = locked.get(&job.id)?;
            (*revision == job.revision).then_some(*generation)
        };
        let mut generations: Vec<_> = advances.iter().map(|advance| of_locked(&advance.job)).collect();
        let others = advances.iter().enumerate().filter(|(n, _)| generations.get(*n) == Some(&None));
        let rows = others.map(|(n, advance)| UnchangedRow {
            n,
            id: advance.job.id.as_str(),
            revision: advance.job.revision.cast_signed(),
        });
        // All lock jobs in the same order, so that nobody waits for who waits for them.
        let mut rows: Vec<_> = rows.collect();
        rows.sort_unstable_by_key(|row| row.id);
        for batch in batches(rows)? {
            let rows = [("rows", batch.as_str().into())];
            for row in self.session.rows(&self.store.statements.unchanged_jobs, &rows).await? {
                let index = usize::try_from(row.number(0)?).unwrap_or(usize::MAX);
                if let Some(generation) = generations.get_mut(index) {
                    *generation = Some(row.number(1)?);
                }
            }
        }
        Ok(generations)
    }

    /// Asked after the jobs are locked, so that no slot is taken meanwhile.
    pub(super) async fn live_slots<'a>(
        &mut self,
        jobs: impl IntoIterator<Item = &'a JobRecord>,
    ) -> Result<Slots, StoreError> {
        let mut slots = Slots::default();
        let ids: BTreeSet<_> = jobs.into_iter().map(|job| job.id.as_str()).collect();
        for batch in batches(ids.into_iter().map(|id| IdRow { id }))? {
            let rows = [("rows", batch.as_str().into())];
            for row in self.session.rows(&self.store.statements.live_slots, &rows).await? {
                slots.0.entry(row.text(0)?.to_owned()).or_default().push(row.number(1)?);
            }
        }
        Ok(slots)
    }

    async fn add_runs(&mut self, runs: Vec<RunRow>) -> Result<(), StoreError> {
        let node = self.member.node.clone();
        self.store.add_runs(&mut *self.session, &node, runs).await
    }

    async fn write(
        &mut self,
        statement: &super::statement::Statement,
        batches: Vec<String>,
    ) -> Result<(), StoreError> {
        for batch in batches {
            self.session.execute(statement, &[("rows", batch.as_str().into())]).await?;
        }
        Ok(())
    }
}

impl SqlStore {
    pub(super) async fn add_runs(
        &self,
        session: &mut dyn Session,
        node: &crate::store::Node,
        runs: Vec<RunRow>,
    ) -> Result<(), StoreError> {
        for batch in batches(runs)? {
            let values = [
                ("rows", batch.as_str().into()),
                ("node", (&*node.id).into()),
                ("name", (&*node.name).into()),
            ];
            session.execute(&self.statements.add_runs, &values).await?;
        }
        Ok(())
    }
}
