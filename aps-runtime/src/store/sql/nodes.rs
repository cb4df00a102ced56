//! Joining and leaving, and who is there.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::rows::{batch, batches};
use super::store::SqlStore;
use crate::job::vocabulary::RunTime;
use crate::store::{Lease, Node, NodeRecord, StoreError};

#[derive(Serialize)]
struct FunctionRow<'a> {
    function: &'a str,
}

impl SqlStore {
    /// Runs of the node that this store was of before stay with it until its lease is over, since
    /// they may not have ended yet.
    pub(super) async fn join(&self, node: &Node, now: DateTime<Utc>) -> Result<Lease, StoreError> {
        self.forget_member();
        self.connect().await?;
        self.show(&node.id);
        self.add_node(node, now).await?;
        if let Err(error) = self.look_for_problems().await {
            tracing::warn!(%error, "cannot look for jobs that cannot be read: they are found when they are due");
        }
        self.joined(node.clone(), now);
        Ok(self.settings.lease())
    }

    async fn add_node(&self, node: &Node, now: DateTime<Utc>) -> Result<(), StoreError> {
        let mut session = self.begin().await?;
        let joined = RunTime(self.time_for(&mut *session, node, now).await?).to_string();
        let id = ("node", (&*node.id).into());
        let values = [
            ("now", self.now(node, now)),
            id,
            ("name", (&*node.name).into()),
            ("joined", joined.as_str().into()),
            ("length", micros(self.settings.lease).into()),
        ];
        session.execute(&self.statements.add_node, &values).await?;
        for batch in batches(node.functions.iter().map(|function| FunctionRow { function }))? {
            session.execute(&self.statements.add_functions, &[id, ("rows", batch.as_str().into())]).await?;
        }
        self.look_at_problems_again(&mut *session).await?;
        Ok(session.commit().await?)
    }

    /// Runs that it has against expectation are treated like those of a dead node.
    pub(super) async fn leave(&self) -> Result<(), StoreError> {
        let member = self.member()?;
        let mut session = self.begin().await?;
        let at = self.time_for(&mut *session, &member.node, member.last_now()).await?;
        let rows = batch([super::rows::IdRow { id: &member.node.id }])?;
        self.take_runs(&mut *session, &rows, at).await?;
        session.commit().await?;
        self.forget_member();
        self.hide(&member.node.id);
        Ok(())
    }

    pub(super) async fn nodes(&self) -> Result<Vec<NodeRecord>, StoreError> {
        let now = [("now", self.any_now())];
        let rows = self.read().await?.rows(&self.statements.nodes, &now).await?;
        let nodes = rows.iter().map(|row| {
            let lease = u64::try_from(row.number(3)?).unwrap_or_default();
            Ok(NodeRecord {
                id: row.text(0)?.to_owned(),
                name: row.text(1)?.to_owned(),
                joined_at: row.time(2)?,
                lease: Duration::from_micros(lease),
                running: u64::try_from(row.number(4)?).unwrap_or_default(),
            })
        });
        let mut nodes = nodes.collect::<Result<Vec<_>, StoreError>>()?;
        nodes.sort_by(|a, b| (a.joined_at, &a.id).cmp(&(b.joined_at, &b.id)));
        Ok(nodes)
    }
}

pub(super) fn micros(time: Duration) -> i64 {
    i64::try_from(time.as_micros()).unwrap_or(i64::MAX / 4)
}
