//! Writes that only a node with a lease may make, and of which it must know whether they were made.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::OwnedMutexGuard;

use super::database::Session;
use super::fault::{Fault, FaultKind};
use super::store::{Member, SqlStore};
use crate::clock::{Clock, SystemClock};
use crate::store::StoreError;

/// A transaction that begins by writing its number into the node's own row. That
///
/// * tells whether the lease is alive,
/// * keeps others from taking the runs of the node meanwhile, since the row is locked,
/// * and tells afterwards whether it was committed, if the connection was lost in between: who
///   can lock the row again sees the number there, or else it will never be there.
pub(super) struct Claim<'a> {
    pub(super) store: &'a SqlStore,
    pub(super) member: Arc<Member>,
    pub(super) session: Box<dyn Session>,
    number: i64,
    _turn: OwnedMutexGuard<()>,
}

/// A transaction in which a claim is to be made. Whoever begins one has the turn before: who waited for it with jobs
/// locked, or with the last connection, would wait for one who waits for these.
pub(super) struct Begun {
    pub(super) session: Box<dyn Session>,
    turn: OwnedMutexGuard<()>,
}

const FIRST_PAUSE: Duration = Duration::from_millis(20);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

impl SqlStore {
    pub(super) async fn begin_in_turn(&self) -> Result<Begun, StoreError> {
        // Of those who claim no more than one waits beside whoever renews the lease.
        let _next = self.next_claim.lock().await;
        let turn = self.turn.clone().lock_owned().await;
        Ok(Begun { session: self.begin().await?, turn })
    }

    /// Goes on in the transaction that was begun, if one was.
    pub(super) async fn claim(
        &self,
        now: Option<DateTime<Utc>>,
        begun: Option<Begun>,
    ) -> Result<Claim<'_>, StoreError> {
        let Begun { turn, mut session } = match begun {
            Some(begun) => begun,
            None => self.begin_in_turn().await?,
        };
        let member = self.member()?;
        let number = self.number().cast_signed();
        let now = now.unwrap_or_else(|| member.last_now());
        let values = [
            ("now", self.now(&member.node, now)),
            ("node", (&*member.node.id).into()),
            ("epoch", number.into()),
        ];
        match session.execute(&self.statements.claim, &values).await? {
            0 => Err(StoreError::LeaseLost),
            _ => Ok(Claim { store: self, member, session, number, _turn: turn }),
        }
    }
}

impl Claim<'_> {
    pub(super) async fn commit(self) -> Result<(), StoreError> {
        let Claim { store, member, session, number, _turn } = self;
        match session.commit().await {
            Ok(()) => Ok(()),
            Err(fault) if fault.kind() == FaultKind::Disconnected => {
                find_out(store, &member, number, fault).await
            }
            Err(fault) => Err(fault.into()),
        }
    }
}

/// The connection was lost while it was being committed. Nothing is sent again: it is asked
/// until the answer is there, or the lease has run out in any case.
async fn find_out(
    store: &SqlStore,
    member: &Member,
    number: i64,
    mut fault: Fault,
) -> Result<(), StoreError> {
    let (began, mut pause) = (SystemClock.elapsed(), FIRST_PAUSE);
    while SystemClock.elapsed().saturating_sub(began) < store.settings.lease {
        match was_committed(store, member, number).await {
            Ok(Some(true)) => return Ok(()),
            Ok(Some(false)) => return Err(fault.into()),
            // Another has taken the node's runs.
            Ok(None) | Err(StoreError::LeaseLost) => return Err(StoreError::LeaseLost),
            Err(StoreError::Failed(error)) => fault = Fault::new(error.to_string()),
            Err(error) => return Err(error),
        }
        SystemClock.sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
    tracing::warn!(error = %fault, "it is not known whether a write took place: the lease is given up");
    Err(StoreError::LeaseLost)
}

async fn was_committed(store: &SqlStore, member: &Member, number: i64) -> Result<Option<bool>, StoreError> {
    let mut session = store.begin().await?;
    let rows = session.rows(&store.statements.epoch, &[("node", (&*member.node.id).into())]).await?;
    Ok(rows.first().map(|row| row.number(0)).transpose()?.map(|epoch| epoch == number))
}
