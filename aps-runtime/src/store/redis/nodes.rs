//! Joining and leaving, and who is there.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::due::time;
use super::fault::Fault;
use super::scripts;
use super::store::Store;
use crate::store::{Lease, Node, NodeRecord, StoreError};

/// What is stored is of this form. Another one is not read.
const FORMAT: &str = "1";

/// How many runs a script takes from a node that leaves.
const MOST: usize = 500;

#[derive(Serialize)]
struct Join<'a> {
    lease: u64,
    functions: Vec<&'a str>,
    format: &'a str,
}

#[derive(Serialize)]
struct Leave {
    limit: usize,
}

/// Its id, its name, when it joined, and of the rest of its lease milliseconds; how many runs it has.
type NodeRow = (String, Option<String>, Option<String>, Option<String>, String, String);

impl Store {
    /// Runs of the node that this store was of before stay with it until its lease is over, since
    /// they may not have ended yet.
    pub(super) async fn join(&self, node: &Node, now: DateTime<Utc>) -> Result<Lease, StoreError> {
        self.settings.check()?;
        self.forget_member();
        self.check_server().await?;
        let functions = node.functions.iter().map(|name| &**name).collect();
        let body = Join { lease: millis(self.settings.lease), functions, format: FORMAT };
        let format: String = self.call_as(Some(node), &scripts::JOIN, Some(now), body).await?;
        if format != FORMAT {
            let found = format.escape_debug();
            let fault =
                Fault::new(format!("what is stored has the format {found}, and this program knows {FORMAT}"));
            return Err(fault.help("use one version of aps for all programs that share a namespace").into());
        }
        if let Err(error) = self.look_at_problems_again(node).await {
            tracing::warn!(%error, "cannot look again at jobs that could not be read: it is tried at the next start");
        }
        // Last: whoever runs a job by hand claims for this node from now on, and the scheduler has to know of it.
        self.joined(node.clone(), now);
        Ok(self.settings.lease())
    }

    pub(super) async fn leave(&self) -> Result<(), StoreError> {
        let now = self.member()?.last_now();
        loop {
            let told: String = self.call(&scripts::LEAVE, Some(now), Leave { limit: MOST }).await?;
            if told == "D" {
                break;
            }
        }
        self.forget_member();
        Ok(())
    }

    pub(super) async fn nodes(&self) -> Result<Vec<NodeRecord>, StoreError> {
        let now = self.any_member().map(|member| member.last_now());
        let rows: Vec<NodeRow> = self.call(&scripts::NODES, now, ()).await?;
        let mut nodes = rows.into_iter().map(node_record).collect::<Result<Vec<_>, _>>()?;
        nodes.sort_by(|a, b| (a.joined_at, &a.id).cmp(&(b.joined_at, &b.id)));
        Ok(nodes)
    }
}

fn node_record((id, name, ms, ns, rest, running): NodeRow) -> Result<NodeRecord, Fault> {
    let joined_at = time(&ms.unwrap_or_default(), &ns.unwrap_or_default())?;
    Ok(NodeRecord {
        id,
        name: name.unwrap_or_default(),
        joined_at,
        lease: rest_of(&rest).unwrap_or_default(),
        running: running.parse().unwrap_or_default(),
    })
}

/// Of milliseconds with a fraction.
pub(super) fn rest_of(millis: &str) -> Option<Duration> {
    let seconds = millis.parse::<f64>().ok()? / 1_000.0;
    Duration::try_from_secs_f64(seconds).ok()
}

/// As much as a number of Lua's holds.
pub(super) fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX).min(1 << 51)
}
