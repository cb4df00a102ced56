//! Runs of dead nodes that are run again.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use mongodb::bson::{Bson, Document, RawDocument, doc};

use super::claim::expect;
use super::fault::{Fault, is_passing};
use super::job_document::read_snapshot;
use super::jobs::Pause;
use super::run_document::{Snapshot, attempts, id, job_id, times};
use super::store::{Member, Store};
use crate::engine::Span;
use crate::job::vocabulary::RunTime;
use crate::job::{JobId, JobRecord, RunTicket};
use crate::store::written::micros_from;
use crate::store::{Rerun, Room, StoreError};

/// Of so many it is looked which have a free slot.
const MOST_PENDING: i64 = 2_000;

/// A run that waits.
struct Pending {
    id: Bson,
    job_id: JobId,
    times: Span,
    fence: u64,
    attempts: u32,
    max_instances: i64,
    job: Result<Arc<JobRecord>, String>,
}

impl Store {
    pub(super) async fn take_reruns(
        &self,
        limit: usize,
        rooms: &[Room],
        now: DateTime<Utc>,
    ) -> Result<Vec<Rerun>, StoreError> {
        let member = self.member()?;
        let mut pause = Pause::default();
        loop {
            match self.try_to_rerun(&member, limit, rooms, now).await {
                Err(error) if is_passing(&error) && pause.is_short() => pause.make().await,
                reruns => return reruns,
            }
        }
    }

    async fn try_to_rerun(
        &self,
        member: &Arc<Member>,
        limit: usize,
        rooms: &[Room],
        now: DateTime<Utc>,
    ) -> Result<Vec<Rerun>, StoreError> {
        let pending = self.pending(member, rooms).await?;
        if pending.is_empty() {
            return self.expect_lease(member, now).await.map(|()| Vec::new());
        }
        let at = self.time(Some(&member.node), now).await?;
        let mut slots = self.slots(pending.iter().map(|run| run.job_id.as_str()).collect()).await?;
        let (mut updates, mut reruns) = (Vec::new(), Vec::new());
        for run in pending {
            match &run.job {
                _ if reruns.len() == limit => break,
                Ok(job) => {
                    let Some(slot) = slots.take(run.job_id.as_str(), run.max_instances) else { continue };
                    let ticket = RunTicket { token: self.number(), fence: run.fence + 1 };
                    updates.push(run.taken(member, slot, ticket));
                    reruns.push(Rerun { job: job.clone(), times: run.times, ticket, attempts: run.attempts });
                }
                Err(reason) => updates.push(run.given_up(reason, at)),
            }
        }
        let mut claim = self.claim(member, now).await?;
        let expected = updates.len();
        let written = claim.transaction.update(&self.names.runs, updates).await;
        claim.end(written.and_then(|written| expect(written, expected))).await?;
        Ok(reruns)
    }

    async fn pending(&self, member: &Member, rooms: &[Room]) -> Result<Vec<Pending>, StoreError> {
        let functions: Vec<_> = member.functions.iter().map(|function| &**function).collect();
        let full: Vec<_> = rooms.iter().filter(|room| room.is_full()).map(|room| &*room.executor).collect();
        let filter = doc! {
            "state": "pending",
            "snapshot.function": {"$in": functions},
            "snapshot.executor": {"$nin": full},
        };
        let order = doc! {"scheduled_at": 1};
        let found = self.find(&self.names.runs, filter, doc! {}, order, Some(MOST_PENDING)).await?;
        Ok(found.iter().map(|run| Pending::of(run)).collect::<Result<_, _>>()?)
    }
}

impl Pending {
    fn of(document: &RawDocument) -> Result<Self, Fault> {
        let times = times(document)?;
        let Snapshot { max_instances, job, .. } = Snapshot::read(document.get_document("snapshot")?)?;
        Ok(Pending {
            id: id(document)?,
            job_id: job_id(document)?,
            times,
            fence: document.get_i64("fence")?.cast_unsigned(),
            attempts: attempts(document)?,
            max_instances,
            job: read_snapshot(&job, times.first).map(Arc::new),
        })
    }

    /// That it still waits.
    fn filter(&self) -> Document {
        doc! {"_id": &self.id, "state": "pending", "fence": self.fence.cast_signed()}
    }

    fn taken(&self, member: &Member, slot: i64, ticket: RunTicket) -> Document {
        let taken = doc! {
            "state": "running",
            "slot": slot,
            "node": &*member.node.id,
            "node_name": &*member.node.name,
            "token": ticket.token.cast_signed(),
            "fence": ticket.fence.cast_signed(),
        };
        doc! {"q": self.filter(), "u": {"$set": taken}}
    }

    fn given_up(&self, reason: &str, at: DateTime<Utc>) -> Document {
        let given_up = doc! {
            "state": "abandoned",
            "ended_at": RunTime(at).to_string(),
            "ended_us": micros_from(at),
            "error": format!("the job as it was cannot be read: {reason}"),
        };
        doc! {"q": self.filter(), "u": {"$set": given_up, "$unset": {"snapshot": ""}}}
    }
}
