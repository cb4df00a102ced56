//! Moving jobs on, and writing down what becomes of the fire times that they leave behind.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use mongodb::bson::{Bson, Document, doc};

use super::claim::expect;
use super::due::Held;
use super::fault::is_passing;
use super::jobs::Pause;
use super::migrate::BY_ID;
use super::rows::{Table, row};
use super::run_document::{End, Run, Snapshot};
use super::slots::Slots;
use super::store::{Member, Store};
use crate::clock::{Clock, SystemClock};
use crate::engine::Span;
use crate::job::vocabulary::RunTime;
use crate::job::{BoxFuture, JobId, JobRecord, OnNodeLoss, RunOutcome, RunTicket, first_revision};
use crate::store::written::micros_from;
use crate::store::{Advance, Advanced, Fires, Hold, StoreError};

/// How long all of them are tried together, and then apart, while others write to the same jobs.
const TOGETHER: Duration = Duration::from_millis(300);
const APART: Duration = Duration::from_millis(300);

/// How long a job is left alone that is in a transaction of which nobody has heard the end. The
/// server gives it up after a minute, or its node is dead before that.
const LOCKED: Duration = Duration::from_millis(500);

/// The generation of each job that is as it was read.
type Generations = HashMap<JobId, i64>;

/// What is to be written: rows of jobs, and runs.
struct Moves<'a> {
    store: &'a Store,
    now: DateTime<Utc>,
    slots: Slots,
    moved: Vec<Document>,
    dropped: Vec<Document>,
    runs: Vec<Run>,
}

impl Store {
    pub(super) async fn advance_jobs(
        &self,
        advances: &[Advance],
        hold: Hold,
    ) -> Result<Vec<Advanced>, StoreError> {
        let member = self.member()?;
        let (now, mut generations) = match hold.take::<Held>() {
            Some(held) => (held.now, Some(held.generations)),
            None => (self.time(Some(&member.node), member.last_now()).await?, None),
        };
        let advances: Vec<_> = advances.iter().collect();
        let (mut pause, began) = (Pause::default(), SystemClock.elapsed());
        while SystemClock.elapsed().saturating_sub(began) < TOGETHER {
            // Those that another was quicker with are not among them the next time.
            match self.try_to_advance(&member, &advances, now, generations.take()).await {
                Err(error) if is_passing(&error) => pause.make().await,
                advanced => return advanced,
            }
        }
        let until = SystemClock.elapsed().saturating_add(APART);
        self.advance_apart(&member, &advances, now, until).await
    }

    /// Some of them cannot be written now, and hold up the others: they are found by halving, as long as there
    /// is time.
    fn advance_apart<'a>(
        &'a self,
        member: &'a Arc<Member>,
        advances: &'a [&'a Advance],
        now: DateTime<Utc>,
        until: Duration,
    ) -> BoxFuture<'a, Result<Vec<Advanced>, StoreError>> {
        Box::pin(async move {
            let error = match self.try_to_advance(member, advances, now, None).await {
                Err(error) if is_passing(&error) => error,
                advanced => return advanced,
            };
            if advances.len() == 1 || SystemClock.elapsed() >= until {
                tracing::debug!(jobs = advances.len(), %error, "jobs are in another's transaction");
                let until = SystemClock.elapsed().saturating_add(LOCKED);
                for advance in advances {
                    member.leave_alone(advance.job.id.as_str(), until);
                }
                return Ok(vec![Advanced::Stale; advances.len()]);
            }
            let (first, second) = advances.split_at(advances.len() / 2);
            let mut advanced = self.advance_apart(member, first, now, until).await?;
            match self.advance_apart(member, second, now, until).await {
                Ok(mut rest) => advanced.append(&mut rest),
                Err(StoreError::LeaseLost) => return Err(StoreError::LeaseLost),
                // Of these nothing was written, and of the others it was.
                Err(error) => {
                    tracing::warn!(%error, "a part of the due jobs cannot be moved on");
                    advanced.extend(second.iter().map(|_| Advanced::Stale));
                }
            }
            Ok(advanced)
        })
    }

    /// What is read is read before the transaction, and what has changed since makes it fail: so the
    /// documents are locked for a short time only.
    async fn try_to_advance(
        &self,
        member: &Arc<Member>,
        advances: &[&Advance],
        now: DateTime<Utc>,
        generations: Option<Generations>,
    ) -> Result<Vec<Advanced>, StoreError> {
        let ids = advances.iter().map(|advance| advance.job.id.as_str()).collect();
        let (generations, slots) = match generations {
            Some(generations) => (generations, self.likely_slots(member, ids).await?),
            // Something has changed since.
            None => (self.unchanged(advances).await?, self.slots(ids).await?),
        };
        let mut moves =
            Moves { store: self, now, slots, moved: Vec::new(), dropped: Vec::new(), runs: Vec::new() };
        let advanced = advances.iter().map(|advance| match generations.get(&advance.job.id) {
            Some(generation) => moves.advance(advance, *generation),
            None => Ok(Advanced::Stale),
        });
        let advanced = advanced.collect::<Result<_, _>>()?;
        let written = moves.write(member).await;
        if written.as_ref().is_err_and(is_passing) {
            member.expect_overlaps(true);
        }
        written.map(|()| advanced)
    }

    async fn unchanged(&self, advances: &[&Advance]) -> Result<Generations, StoreError> {
        let ids: Vec<_> = advances.iter().map(|advance| advance.job.id.as_str()).collect();
        let fields = doc! {"revision": 1, "generation": 1};
        let found = self.find(&self.names.jobs, doc! {"_id": {"$in": ids}}, fields, doc! {}, None).await?;
        let found: HashMap<_, _> = found
            .iter()
            .filter_map(|job| {
                Some((
                    job.get_str("_id").ok()?,
                    (job.get_i64("revision").ok()?, job.get_i64("generation").ok()?),
                ))
            })
            .collect();
        let unchanged = advances.iter().filter_map(|advance| {
            let (revision, generation) = found.get(advance.job.id.as_str())?;
            (*revision == advance.job.revision.cast_signed()).then(|| (advance.job.id.clone(), *generation))
        });
        Ok(unchanged.collect())
    }

    pub(super) async fn start_run(
        &self,
        job: &Arc<JobRecord>,
        at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<Advanced, StoreError> {
        let member = self.member()?;
        let mut pause = Pause::default();
        loop {
            match self.try_to_start(&member, job, at, now).await {
                Err(error) if is_passing(&error) && pause.is_short() => pause.make().await,
                advanced => return advanced,
            }
        }
    }

    async fn try_to_start(
        &self,
        member: &Arc<Member>,
        job: &Arc<JobRecord>,
        at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<Advanced, StoreError> {
        let now = self.time(Some(&member.node), now).await?;
        let slots = self.slots(vec![job.id.as_str()]).await?;
        let mut moves =
            Moves { store: self, now, slots, moved: Vec::new(), dropped: Vec::new(), runs: Vec::new() };
        let fires = Fires { run: Span { first: at, through: at }, coalesced: None, refused: false };
        // A number that no schedule has: it is not one of its fire times.
        let advanced = moves.fire(job, fires, first_revision().cast_signed())?;
        for run in &mut moves.runs {
            run.is_manual = true;
        }
        moves.write(member).await?;
        Ok(advanced)
    }
}

impl Moves<'_> {
    fn advance(&mut self, advance: &Advance, generation: i64) -> Result<Advanced, StoreError> {
        let Advance { job, next_run_time, fires } = advance;
        let revision = job.revision.cast_signed();
        let unchanged = doc! {"revision": revision, "generation": generation};
        match *next_run_time {
            Some(time) => {
                let due = if job.paused { Bson::Null } else { micros_from(job.due_time_of(time)).into() };
                let moved = doc! {
                    "next_run_time": RunTime(time).to_string(),
                    "due_us": due,
                    "revision": revision.wrapping_add(1),
                };
                self.moved.push(row(job.id.as_str(), unchanged, moved));
            }
            None => self.dropped.push(row(job.id.as_str(), unchanged, doc! {})),
        }
        fires.map_or(Ok(Advanced::Run(None)), |fires| self.fire(job, fires, generation))
    }

    fn fire(&mut self, job: &JobRecord, fires: Fires, generation: i64) -> Result<Advanced, StoreError> {
        let id = job.id.as_str();
        if let Some(span) = fires.coalesced {
            let end = End::without_run(RunOutcome::Coalesced, self.now);
            self.runs.push(Run::new(id, span, generation, end));
        }
        let max_instances = job.settings.max_instances.get().into();
        let slot = if fires.refused { None } else { self.slots.take(id, max_instances) };
        let Some(slot) = slot else {
            let end = End::without_run(RunOutcome::Skipped, self.now);
            self.runs.push(Run::new(id, fires.run, generation, end));
            return Ok(Advanced::Refused);
        };
        let ticket = RunTicket { token: self.store.number(), fence: 1 };
        let is_kept = job.settings.on_node_loss == OnNodeLoss::Rerun;
        let snapshot = is_kept.then(|| Snapshot::of(job)).transpose()?;
        let run = Run::new(id, fires.run, generation, End::running());
        self.runs.push(Run { slot: Some(slot), ticket, snapshot, ..run });
        Ok(Advanced::Run(Some(ticket)))
    }

    async fn write(self, member: &Arc<Member>) -> Result<(), StoreError> {
        let Moves { store, now, moved, dropped, runs, .. } = self;
        let mut claim = store.claim(member, now).await?;
        let documents = runs.iter().map(|run| run.document(&member.node)).collect();
        let expected = (moved.len(), dropped.len());
        let table = Table { key: "_id", index: BY_ID, filter: doc! {}, unset: &[] };
        let transaction = &mut claim.transaction;
        let written = async {
            transaction.insert(&store.names.runs, documents).await?;
            expect(transaction.update(&store.names.jobs, table.updates(moved)).await?, expected.0)?;
            expect(transaction.delete(&store.names.jobs, table.deletes(dropped)).await?, expected.1)
        };
        let written = written.await;
        claim.end(written).await
    }
}
