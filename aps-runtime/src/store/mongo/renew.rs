//! The lease is renewed, the dead are relieved of their runs, and what is old is forgotten.

use std::time::Duration;

use chrono::{DateTime, Utc};
use mongodb::bson::{Bson, Document, RawDocument, RawDocumentBuf, doc};

use super::connect::PATIENCE;
use super::fault::{Fault, is_passing};
use super::jobs::Pause;
use super::migrate::LIVE;
use super::run_document::{id, job_id, times};
use super::store::{Member, Store, alive, micros, now_us};
use super::transaction::Transaction;
use crate::clock::{Clock, SystemClock};
use crate::job::vocabulary::RunTime;
use crate::store::written::micros_from;
use crate::store::{LostRun, StoreError, Tended};

/// Others look at the same nodes: who comes too late need not look again at once.
const SHORTEST_LOOK: Duration = Duration::from_millis(100);

/// How many runs are forgotten at once.
const MOST_FORGOTTEN: i64 = 1_000;

impl Store {
    pub(super) async fn renew(&self, now: DateTime<Utc>) -> Result<(), StoreError> {
        let member = self.member()?;
        member.tell_now(now);
        // Else it would wait for the claim in the database, or make it fail.
        let mut turn = member.turn.lock().await;
        turn.end().await;
        let until = doc! {"$add": [now_us(&member.node, now), micros(self.options.lease)]};
        let renew = doc! {"q": alive(&member.node, now), "u": [{"$set": {"lease_us": until}}]};
        match self.write_nodes(renew).await? {
            0 => Err(StoreError::LeaseLost),
            _ => Ok(()),
        }
    }

    pub(super) async fn tend(&self, now: DateTime<Utc>) -> Result<Tended, StoreError> {
        let member = self.member()?;
        member.tell_now(now);
        let lost = self.take_from_dead(&member, now).await?;
        self.share_jobs(&member, now).await?;
        if let Err(error) = self.forget_old(&member, now).await {
            tracing::warn!(%error, "cannot forget old runs: tried again after the next renewal");
        }
        let unreadable = self.new_problems(&member).await?;
        Ok(Tended { lost, unreadable, look_again: self.look_again(&member, now).await? })
    }

    async fn take_from_dead(&self, member: &Member, now: DateTime<Utc>) -> Result<Vec<LostRun>, StoreError> {
        let ended = doc! {"$lt": ["$lease_us", {"$subtract": [now_us(&member.node, now), micros(self.options.lease().margin)]}]};
        let dead = doc! {"$expr": ended};
        let found = self.find(&self.names.nodes, dead.clone(), doc! {"session": 1}, doc! {}, None).await?;
        let mut lost = Vec::new();
        for node in &found {
            self.end_transaction_of(node).await;
            let mut filter = dead.clone();
            filter.insert("_id", id(node)?);
            match self.take_runs(member, filter, now).await {
                Ok(mut runs) => lost.append(&mut runs),
                Err(error) if is_passing(&error) => {
                    tracing::debug!(%error, "another takes the runs of a dead node");
                }
                Err(error) => return Err(error),
            }
        }
        Ok(lost)
    }

    /// What a node had begun to write when it died is locked until the server gives it up, after a
    /// minute, or is told to.
    async fn end_transaction_of(&self, node: &RawDocument) {
        let session = node.get_document("session").ok().and_then(|session| Document::try_from(session).ok());
        let (Some(session), Ok(connection)) = (session, self.connection()) else { return };
        if let Err(error) = connection.run(doc! {"killSessions": [session]}).await {
            tracing::debug!(%error, "cannot end the transaction of a dead node");
        }
    }

    /// Of the node that this filter finds, and which is gone with this.
    async fn take_runs(
        &self,
        member: &Member,
        node: Document,
        now: DateTime<Utc>,
    ) -> Result<Vec<LostRun>, StoreError> {
        let at = self.time(Some(&member.node), now).await?;
        let mut transaction = Transaction::begin(&self.connection()?).await?;
        let own = doc! {"node": node.get("_id").cloned().unwrap_or(Bson::Null), "state": "running"};
        let gone = transaction.delete(&self.names.nodes, vec![doc! {"q": node, "limit": 1}]).await?;
        if gone == 0 {
            // Another was quicker, or it lives.
            return Ok(Vec::new());
        }
        let fields =
            doc! {"job_id": 1, "scheduled_at": 1, "through_at": 1, "node_name": 1, "snapshot.function": 1};
        let lost = transaction.find(&self.names.runs, own.clone(), fields, LIVE).await?;
        transaction.update(&self.names.runs, taken(&own, at)).await?;
        transaction.commit(PATIENCE).await?;
        Ok(lost.iter().map(lost_run).collect::<Result<_, _>>()?)
    }

    /// Runs that it has against expectation are treated like those of a dead node.
    pub(super) async fn leave(&self) -> Result<(), StoreError> {
        let member = self.member()?;
        let mut turn = member.turn.lock().await;
        turn.end().await;
        let (node, mut pause) = (doc! {"_id": &*member.node.id}, Pause::default());
        loop {
            match self.take_runs(&member, node.clone(), member.last_now()).await {
                Err(error) if is_passing(&error) && pause.is_short() => pause.make().await,
                taken => break drop(taken?),
            }
        }
        drop(turn);
        self.forget_member();
        Ok(())
    }

    async fn look_again(&self, member: &Member, now: DateTime<Utc>) -> Result<Option<Duration>, StoreError> {
        let others = doc! {"_id": {"$ne": &*member.node.id}};
        let fields = doc! {"_id": 0, "lease_us": 1};
        let first = self.find(&self.names.nodes, others, fields, doc! {"lease_us": 1}, Some(1)).await?;
        let Some(lease) = first.first().and_then(|node| node.get_i64("lease_us").ok()) else {
            return Ok(None);
        };
        let now = self.time(Some(&member.node), now).await?.timestamp_micros();
        let rest = u64::try_from(lease.saturating_sub(now).saturating_add(1)).unwrap_or_default();
        let rest = Duration::from_micros(rest) + self.options.lease().margin;
        Ok(Some(rest.max(SHORTEST_LOOK)))
    }

    /// What is too old, and what there is too much of; for a tenth of the time until the next renewal.
    async fn forget_old(&self, member: &Member, now: DateTime<Utc>) -> Result<(), StoreError> {
        let until = self.forgotten_until(member, now).await?;
        let (began, most) = (SystemClock.elapsed(), self.options.lease().renew_after / 10);
        loop {
            let old = doc! {"ended_us": {"$gte": i64::MIN, "$lte": until}};
            let order = doc! {"ended_us": 1};
            let old = self.find(&self.names.runs, old, doc! {"_id": 1}, order, Some(MOST_FORGOTTEN)).await?;
            self.forget(&old).await?;
            let is_all = i64::try_from(old.len()).is_ok_and(|count| count < MOST_FORGOTTEN);
            if is_all || SystemClock.elapsed().saturating_sub(began) > most {
                return Ok(());
            }
        }
    }

    async fn forget(&self, runs: &[RawDocumentBuf]) -> Result<(), StoreError> {
        if runs.is_empty() {
            return Ok(());
        }
        let ids = runs.iter().map(|run| id(run)).collect::<Result<Vec<_>, Fault>>()?;
        let runs = self.collection(&self.names.runs)?;
        let delete = runs.delete_many(doc! {"_id": {"$in": ids}});
        super::connect::within(async { Ok(delete.await?) }).await?;
        Ok(())
    }

    async fn forgotten_until(&self, member: &Member, now: DateTime<Utc>) -> Result<i64, StoreError> {
        let now = self.time(Some(&member.node), now).await?;
        let too_old = now.timestamp_micros().saturating_sub(micros(self.options.keep_for));
        let most = i64::try_from(self.options.at_most).unwrap_or(i64::MAX);
        let pipeline = vec![
            doc! {"$match": {"ended_us": {"$gte": i64::MIN}}},
            doc! {"$sort": {"ended_us": -1}},
            doc! {"$skip": most},
            doc! {"$limit": 1},
            doc! {"$project": {"_id": 0, "ended_us": 1}},
        ];
        let too_many = self.aggregate(&self.names.runs, pipeline, None).await?;
        let too_many = too_many.first().and_then(|run| run.get_i64("ended_us").ok());
        Ok(too_old.max(too_many.unwrap_or(i64::MIN)))
    }
}

/// Runs whose job was kept are to be run again, the others are over.
fn taken(own: &Document, at: DateTime<Utc>) -> Vec<Document> {
    let with = |exists: bool| {
        let mut own = own.clone();
        own.insert("snapshot", doc! {"$exists": exists});
        own
    };
    let nobodys = doc! {"slot": "", "node": "", "token": ""};
    let ended = doc! {"state": "abandoned", "ended_at": RunTime(at).to_string(), "ended_us": micros_from(at)};
    vec![
        doc! {"q": with(true), "u": {"$set": {"state": "pending"}, "$unset": &nobodys}, "multi": true, "hint": LIVE},
        doc! {"q": with(false), "u": {"$set": ended, "$unset": nobodys}, "multi": true, "hint": LIVE},
    ]
}

fn lost_run(run: &RawDocumentBuf) -> Result<LostRun, Fault> {
    Ok(LostRun {
        job_id: job_id(run)?,
        times: times(run)?,
        node: run.get_str("node_name")?.into(),
        is_rerun: run.get("snapshot")?.is_some(),
    })
}
