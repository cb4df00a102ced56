//! Joining and leaving, and who is there.

use std::collections::HashMap;
use std::time::Duration;

use chrono::{DateTime, Utc};
use mongodb::bson::{RawDocument, doc};

use super::changes::Watch;
use super::fault::Fault;
use super::migrate::LIVE;
use super::run_document::time;
use super::slices::Share;
use super::store::{Member, Store, micros, now_us};
use super::transaction::ClaimSession;
use crate::job::vocabulary::RunTime;
use crate::store::{Lease, Node, NodeRecord, StoreError};

impl Store {
    /// Runs of the node that this store was of before stay with it until its lease is over, since
    /// they may not have ended yet.
    pub(super) async fn join(&self, node: &Node, now: DateTime<Utc>) -> Result<Lease, StoreError> {
        self.forget_member();
        self.expect_schema().await?;
        let connection = self.connection()?;
        let session = super::connect::within(async { Ok(connection.client.start_session().await?) }).await?;
        let member = Member::new(node.clone(), ClaimSession::new(session), now);
        self.add_node(&member, now).await?;
        if let Err(error) = self.look_at_problems_again().await {
            tracing::warn!(%error, "cannot look again at jobs that could not be read: it is tried at the next start");
        }
        self.share_jobs(&member, now).await?;
        let watch = || Watch::over(connection, self.names.schema.clone(), self.changed.clone());
        self.joined(member, self.options.has_hints.then(watch));
        Ok(self.options.lease())
    }

    async fn add_node(&self, member: &Member, now: DateTime<Utc>) -> Result<(), StoreError> {
        let node = &member.node;
        let joined = self.time(Some(node), now).await?;
        let session = member.turn.lock().await.id();
        // An upsert, since only what is written by an expression knows the server's time.
        let add = doc! {
            "q": {"_id": &*node.id},
            "u": [{"$set": {
                "name": {"$literal": &*node.name},
                "joined_at": RunTime(joined).to_string(),
                "lease_us": {"$add": [now_us(node, now), micros(self.options.lease)]},
                "functions": {"$literal": node.functions.iter().map(|function| &**function).collect::<Vec<_>>()},
                "session": session,
                "claims": 0_i64,
            }}],
            "upsert": true,
        };
        self.write_nodes(add).await?;
        Ok(())
    }

    /// Outside of transactions.
    pub(super) async fn write_nodes(&self, update: mongodb::bson::Document) -> Result<u64, StoreError> {
        let write_concern = doc! {"w": "majority", "j": true};
        let command = doc! {"update": &self.names.nodes, "updates": [update], "writeConcern": write_concern};
        Ok(super::transaction::written(&self.connection()?.run(command).await?)?)
    }

    pub(super) async fn nodes(&self) -> Result<Vec<NodeRecord>, StoreError> {
        let member = self.any_member();
        let node = member.as_ref().map(|member| &member.node);
        let last = member.as_ref().map_or(DateTime::UNIX_EPOCH, |member| member.last_now());
        let now = self.time(node, last).await?.timestamp_micros();
        let running = self.running().await?;
        let found = self.find(&self.names.nodes, doc! {}, doc! {}, doc! {"joined_at": 1}, None).await?;
        let mut nodes = Vec::with_capacity(found.len());
        for document in &found {
            let mut node = record(document, now)?;
            node.running = running.get(&node.id).copied().unwrap_or_default();
            nodes.push(node);
        }
        nodes.sort_by(|a, b| (a.joined_at, &a.id).cmp(&(b.joined_at, &b.id)));
        Ok(nodes)
    }

    async fn running(&self) -> Result<HashMap<String, u64>, StoreError> {
        let pipeline = vec![
            doc! {"$match": {"state": "running"}},
            doc! {"$group": {"_id": "$node", "count": {"$sum": 1_i64}}},
        ];
        let mut running = HashMap::new();
        for document in self.aggregate(&self.names.runs, pipeline, Some(LIVE)).await? {
            if let (Ok(node), Ok(count)) = (document.get_str("_id"), document.get_i64("count")) {
                running.insert(node.to_owned(), u64::try_from(count).unwrap_or_default());
            }
        }
        Ok(running)
    }

    /// Who is alive beside this node, for who looks at which jobs first.
    pub(super) async fn share_jobs(&self, member: &Member, now: DateTime<Utc>) -> Result<(), StoreError> {
        let filter = doc! {"$expr": {"$gte": ["$lease_us", now_us(&member.node, now)]}};
        let nodes = self.find(&self.names.nodes, filter, doc! {"_id": 1}, doc! {"_id": 1}, None).await?;
        let rank = nodes.iter().position(|node| node.get_str("_id").is_ok_and(|id| id == &*member.node.id));
        member.set_share(rank.map_or(Share::ALL, |rank| Share { nodes: nodes.len(), rank }));
        Ok(())
    }
}

fn record(document: &RawDocument, now: i64) -> Result<NodeRecord, Fault> {
    let lease = u64::try_from(document.get_i64("lease_us")?.saturating_sub(now)).unwrap_or_default();
    Ok(NodeRecord {
        id: document.get_str("_id")?.to_owned(),
        name: document.get_str("name")?.to_owned(),
        joined_at: time(document.get_str("joined_at")?)?,
        lease: Duration::from_micros(lease),
        running: 0,
    })
}
