//! The lease on a store, which is renewed whatever else the store is asked and does not answer.

use std::future::pending;
use std::pin::pin;

use super::core::Core;
use super::keeper::HeldLease;
use super::named_store::answer_of;
use super::serve::Served;
use crate::event::Event;
use crate::executor::RunObserver;
use crate::race::{Winner, race};
use crate::store::StoreError;

impl Core {
    /// Renews it if it is time to, and nobody else has done so meanwhile.
    pub(super) async fn renew(&self, Served { keeper, store, .. }: Served<'_>) -> Result<(), StoreError> {
        let _turn = keeper.renewing().await;
        let asked = self.clock.elapsed();
        let held = keeper.held().ok_or(StoreError::LeaseLost)?;
        if held.renew_at > asked {
            return Ok(());
        }
        store.renew(self.clock.now()).await?;
        if keeper.renewed(held, asked) { Ok(()) } else { Err(StoreError::LeaseLost) }
    }

    /// For as long as the store is served: renews the lease where that takes so long that it would come too late
    /// otherwise. Ends when the lease is lost or can no longer be trusted.
    pub(super) async fn keep_lease(&self, served: Served<'_>) {
        if !self.clock.is_system() {
            return pending().await;
        }
        let mut was_held = false;
        loop {
            let Some(held) = served.keeper.held() else {
                if was_held {
                    return;
                }
                served.keeper.granted().await;
                continue;
            };
            was_held = true;
            let rest = held.trusted_until.saturating_sub(self.clock.elapsed());
            if rest.is_zero() {
                return;
            }
            // When that is over, it may have been renewed.
            let renewed = race(self.renew_late(served, held), self.clock.sleep(rest)).await;
            if let Winner::First(Err(StoreError::LeaseLost)) = renewed {
                return;
            }
        }
    }

    /// When it should have been renewed for some time.
    async fn renew_late(&self, served: Served<'_>, held: HeldLease) -> Result<(), StoreError> {
        let patience = held.terms.renew_after / 4;
        let late = held.renew_at.saturating_add(patience);
        self.clock.sleep(late.saturating_sub(self.clock.elapsed())).await;
        let renewed = answer_of(pin!(self.renew(served))).await;
        if let Err(error) = renewed.as_ref()
            && !matches!(error, StoreError::LeaseLost)
        {
            tracing::warn!(store = %served.named.alias, %error, "cannot renew the lease: tried again");
            self.clock.sleep(patience).await;
        }
        renewed
    }

    /// Gives up what is no longer this node's, unless that was done before.
    pub(super) fn lose_lease(&self, served: Served<'_>, held: HeldLease) {
        if let Some(unwritten) = served.keeper.lose(held) {
            self.lose_runs(served, unwritten);
        }
    }

    /// After the lease: a run whose place is taken later was claimed by a node that is no more, and does not begin.
    pub(super) fn lose_runs(&self, Served { named, .. }: Served<'_>, unwritten: usize) {
        let runs = named.instances.all();
        for run in &runs {
            run.lose();
        }
        if runs.is_empty() && unwritten == 0 {
            tracing::debug!(store = %named.alias, "lease lost, with no run under way");
            return;
        }
        self.end_retries(|submission| submission.control().is_cancelled());
        tracing::error!(store = %named.alias, runs = runs.len(), unwritten, "lease lost: the runs of this node are cancelled");
        self.notify(Event::LeaseLost { jobstore: named.alias.clone() });
    }
}
