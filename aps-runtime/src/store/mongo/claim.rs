//! Writes that only a node with a lease may make, and of which it must know whether they were made.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use mongodb::bson::doc;

use super::fault::{Fault, FaultKind};
use super::store::{Member, Store, alive};
use super::transaction::Transaction;
use crate::store::StoreError;

/// A transaction that begins by writing into the node's own document. That
///
/// * tells whether the lease is alive,
/// * and keeps others from taking the runs of the node meanwhile: of two transactions that write to one
///   document, only one is committed.
///
/// If it is not known whether it was committed, it is asked until that is known or the lease is over:
/// [`Transaction::commit`].
pub(super) struct Claim<'a> {
    pub(super) transaction: Transaction<'a>,
    patience: std::time::Duration,
}

impl Store {
    pub(super) async fn claim<'a>(
        &self,
        member: &'a Arc<Member>,
        now: DateTime<Utc>,
    ) -> Result<Claim<'a>, StoreError> {
        let turn = member.turn.lock().await;
        let mut transaction = Transaction::begin_in(&self.connection()?, turn).await?;
        let claim = doc! {"q": alive(&member.node, now), "u": {"$inc": {"claims": 1_i64}}};
        match transaction.update(&self.names.nodes, vec![claim]).await? {
            0 => Err(StoreError::LeaseLost),
            _ => Ok(Claim { transaction, patience: self.options.lease }),
        }
    }

    /// For who has nothing to write.
    pub(super) async fn expect_lease(&self, member: &Member, now: DateTime<Utc>) -> Result<(), StoreError> {
        let filter = alive(&member.node, now);
        if self.find(&self.names.nodes, filter, doc! {"_id": 1}, doc! {}, Some(1)).await?.is_empty() {
            Err(StoreError::LeaseLost)
        } else {
            Ok(())
        }
    }
}

impl Claim<'_> {
    /// Commits what was written, or gives it up at once: left open, the transaction would hold the node's own document,
    /// so that the lease could not be renewed, and whatever else it has written.
    pub(super) async fn end(self, written: Result<(), Fault>) -> Result<(), StoreError> {
        match written {
            Ok(()) => self.commit().await,
            Err(fault) => {
                self.transaction.give_up().await;
                Err(fault.into())
            }
        }
    }

    async fn commit(self) -> Result<(), StoreError> {
        let fault = match self.transaction.commit(self.patience).await {
            Ok(()) => return Ok(()),
            Err(fault) if fault.kind() != FaultKind::Disconnected => return Err(fault.into()),
            Err(fault) => fault,
        };
        tracing::warn!(error = %fault, "it is not known whether a write took place: the lease is given up");
        Err(StoreError::LeaseLost)
    }
}

/// That as many were written as should be: if not, another was quicker.
pub(super) fn expect(written: u64, expected: usize) -> Result<(), Fault> {
    if usize::try_from(written).is_ok_and(|written| written == expected) {
        return Ok(());
    }
    Err(Fault::new("MongoDB: another has changed the same documents").of_kind(FaultKind::Conflict))
}
