//! The lease is renewed, the dead are relieved of their runs, and what is old is forgotten.

use std::sync::PoisonError;
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::fault::Fault;
use super::nodes::{millis, rest_of};
use super::run_row::time;
use super::scripts;
use super::store::{Member, Store};
use crate::clock::{Clock, SystemClock};
use crate::engine::Span;
use crate::job::JobId;
use crate::store::{LostRun, StoreError, Tended};

/// Others look at the same nodes: who comes too late need not look again at once.
const SHORTEST_LOOK: Duration = Duration::from_millis(100);

/// How many runs a script takes or forgets.
const MOST: usize = 500;

#[derive(Serialize)]
struct Renew {
    lease: u64,
    /// The number of the last write that was answered.
    known: u64,
}

#[derive(Serialize)]
struct Look {}

#[derive(Serialize)]
struct Reap {
    margin: u64,
    limit: usize,
}

#[derive(Serialize)]
struct Forget {
    keep_for: u64,
    limit: usize,
}

/// The job's id, the fire times, the node's name, and whether it is run again.
type LostRow = (String, String, String, String, String);

impl Store {
    pub(super) async fn renew(&self, now: DateTime<Utc>) -> Result<(), StoreError> {
        let member = self.member()?;
        member.tell_now(now);
        let body = Renew { lease: millis(self.settings.lease), known: member.last_number() };
        let _one: i64 = self.call(&scripts::RENEW, Some(now), body).await?;
        Ok(())
    }

    pub(super) async fn tend(&self, now: DateTime<Utc>) -> Result<Tended, StoreError> {
        let member = self.member()?;
        member.tell_now(now);
        let (rest, problems): (String, Vec<(String, String)>) =
            self.call(&scripts::LOOK, Some(now), Look {}).await?;
        let lost = self.take_from_dead(now).await?;
        if let Err(error) = self.forget_old(now).await {
            tracing::warn!(%error, "cannot forget old runs: tried again after the next renewal");
        }
        let look_again = rest_of(&rest)
            .map(|rest| (rest + Duration::from_millis(1) + self.settings.lease().margin).max(SHORTEST_LOOK));
        Ok(Tended { lost, unreadable: new_to(&member, problems), look_again })
    }

    async fn take_from_dead(&self, now: DateTime<Utc>) -> Result<Vec<LostRun>, StoreError> {
        let mut lost = Vec::new();
        loop {
            let body = Reap { margin: millis(self.settings.lease().margin), limit: MOST };
            let answer = self.write(&self.claims, &scripts::REAP, Some(now), body).await?;
            let (rows, may_be_more): (Vec<LostRow>, bool) =
                serde_json::from_str(&answer).map_err(Fault::wrong_json)?;
            for row in rows {
                lost.push(lost_run(row)?);
            }
            if !may_be_more {
                return Ok(lost);
            }
        }
    }

    /// For a tenth of the time until the next renewal.
    async fn forget_old(&self, now: DateTime<Utc>) -> Result<(), StoreError> {
        let (began, most) = (SystemClock.elapsed(), self.settings.lease().renew_after / 10);
        loop {
            let body = Forget { keep_for: millis(self.settings.keep_for), limit: MOST };
            let forgotten: usize = self.call(&scripts::FORGET, Some(now), body).await?;
            if forgotten < MOST || SystemClock.elapsed().saturating_sub(began) > most {
                return Ok(());
            }
        }
    }
}

/// Those that this node has not been told of yet.
fn new_to(member: &Member, problems: Vec<(String, String)>) -> Vec<(String, String)> {
    let mut told = member.told.lock().unwrap_or_else(PoisonError::into_inner);
    problems.into_iter().filter(|(id, _)| told.insert(id.clone())).collect()
}

fn lost_run((id, at, through, node, is_rerun): LostRow) -> Result<LostRun, Fault> {
    Ok(LostRun {
        job_id: JobId::new(id).map_err(|error| Fault::new(error.to_string()))?,
        times: Span { first: time(&at)?, through: time(&through)? },
        node: node.into(),
        is_rerun: is_rerun == "1",
    })
}
