//! What is known of the lease, and of the node's writes that need it.

use std::time::Duration;

use super::Keeper;
use crate::job::RunEnd;
use crate::store::Lease;

/// A lease, by [`Clock::elapsed`](crate::Clock::elapsed).
#[derive(Debug, Clone, Copy)]
pub(in crate::scheduler) struct HeldLease {
    pub(in crate::scheduler) terms: Lease,
    /// From then on the node must not believe that it has it: the request was sent before it
    /// was granted, and the lease counts from later on.
    pub(in crate::scheduler) trusted_until: Duration,
    pub(in crate::scheduler) renew_at: Duration,
    /// Of which of the nodes that this scheduler has been, one after the other.
    node: u64,
    /// Whether somebody has looked after the store since.
    is_tended: bool,
}

impl HeldLease {
    /// It was asked for at `asked`.
    fn since(asked: Duration, terms: Lease, node: u64) -> Self {
        let trusted_until = asked.saturating_add(terms.length.saturating_sub(terms.margin));
        let renew_at = asked.saturating_add(terms.renew_after);
        HeldLease { terms, trusted_until, renew_at, node, is_tended: false }
    }
}

impl Keeper {
    pub(in crate::scheduler) fn held(&self) -> Option<HeldLease> {
        self.state().held
    }

    /// The scheduler is a node now, which it had asked for at `asked`.
    pub(in crate::scheduler) fn joined(&self, asked: Duration, terms: Lease) {
        {
            let mut state = self.state();
            state.nodes += 1;
            state.held = Some(HeldLease::since(asked, terms, state.nodes));
            state.terms = Some(terms);
        }
        self.granted.notify_one();
    }

    /// The lease was renewed, which was asked for at `asked`; whether it was not given up meanwhile.
    pub(in crate::scheduler) fn renewed(&self, was: HeldLease, asked: Duration) -> bool {
        let mut state = self.state();
        let is_held = state.held.is_some_and(|held| held.node == was.node);
        if is_held {
            state.held = Some(HeldLease::since(asked, was.terms, was.node));
        }
        is_held
    }

    pub(in crate::scheduler) async fn granted(&self) {
        self.granted.notified().await;
    }

    /// As long as this is kept, nobody else renews the lease.
    pub(in crate::scheduler) async fn renewing(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.renewing.lock().await
    }

    pub(in crate::scheduler) fn is_to_be_tended(&self) -> bool {
        self.state().held.is_some_and(|held| !held.is_tended)
    }

    /// It is to be tended again with the next renewal, at this time at the latest.
    pub(in crate::scheduler) fn tended(&self, again: Option<Duration>) {
        let mut state = self.state();
        state.may_have_reruns = true;
        if let Some(held) = &mut state.held {
            held.is_tended = true;
            held.renew_at = held.renew_at.min(again.unwrap_or(Duration::MAX));
        }
    }

    /// After how long to try again what has failed: several times before a lease ends.
    pub(in crate::scheduler) fn retry_after(&self) -> Option<Duration> {
        self.state().terms.map(|terms| terms.renew_after / 4)
    }

    /// Which of the nodes the scheduler is; nothing if it is none.
    pub(in crate::scheduler) fn node(&self) -> Option<u64> {
        self.state().held.map(|held| held.node)
    }

    /// Whether it is this node still, and may believe so.
    pub(in crate::scheduler) fn is_trusted(&self, node: u64, now: Duration) -> bool {
        self.state().held.is_some_and(|held| held.node == node && now < held.trusted_until)
    }

    /// As [`lose`](Self::lose), of a lease that may no longer be trusted.
    pub(in crate::scheduler) fn lose_if_over(&self, now: Duration) -> Option<usize> {
        self.lose_if(|held| now >= held.trusted_until)
    }

    /// The lease is given up, and what was to be written about its runs counts for nothing: how much that was. Nothing if
    /// it was given up before.
    pub(in crate::scheduler) fn lose(&self, lost: HeldLease) -> Option<usize> {
        self.lose_if(|held| held.node == lost.node)
    }

    fn lose_if(&self, is_lost: impl Fn(&HeldLease) -> bool) -> Option<usize> {
        let mut state = self.state();
        state.held.take_if(|held| is_lost(held))?;
        Some(std::mem::take(&mut state.ends).len())
    }
}

/// The ends that are to be written.
impl Keeper {
    /// Takes the oldest, at most so many.
    pub(in crate::scheduler) fn take_ends(&self, most: usize) -> Vec<RunEnd> {
        let mut state = self.state();
        let taken = most.min(state.ends.len());
        let rest = state.ends.split_off(taken);
        std::mem::replace(&mut state.ends, rest)
    }

    /// They could not be written.
    pub(in crate::scheduler) fn give_back(&self, mut ends: Vec<RunEnd>) {
        let mut state = self.state();
        ends.append(&mut state.ends);
        state.ends = ends;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TERMS: Lease = Lease {
        length: Duration::from_secs(30),
        renew_after: Duration::from_secs(10),
        margin: Duration::from_secs(5),
        poll: Duration::from_secs(1),
    };

    /// Else runs that were given up with it would be under way for as long as the node lives.
    #[test]
    fn a_lease_that_was_given_up_is_not_renewed() {
        let keeper = Keeper::default();
        keeper.joined(Duration::ZERO, TERMS);
        let first = keeper.held().unwrap();
        assert_eq!(keeper.lose(first), Some(0));
        assert!(!keeper.renewed(first, Duration::from_secs(1)));
        assert!(keeper.held().is_none());
    }

    #[test]
    fn what_one_node_has_claimed_is_not_begun_by_the_next() {
        let (keeper, late) = (Keeper::default(), Duration::from_secs(25));
        keeper.joined(Duration::ZERO, TERMS);
        let first = keeper.node().unwrap();
        assert!(keeper.is_trusted(first, Duration::from_secs(24)) && !keeper.is_trusted(first, late));
        assert_eq!(keeper.lose_if_over(Duration::from_secs(24)), None, "it was renewed, perhaps");
        assert_eq!(keeper.lose_if_over(late), Some(0));
        keeper.joined(late, TERMS);
        assert!(!keeper.is_trusted(first, late));
        assert!(keeper.is_trusted(keeper.node().unwrap(), late));
    }

    #[test]
    fn the_lease_of_the_next_node_is_not_given_up_with_that_of_the_last() {
        let keeper = Keeper::default();
        keeper.joined(Duration::ZERO, TERMS);
        let first = keeper.held().unwrap();
        assert_eq!(keeper.lose(first), Some(0));
        keeper.joined(Duration::from_secs(30), TERMS);
        assert_eq!(keeper.lose(first), None);
        assert_eq!(keeper.held().unwrap().trusted_until, Duration::from_secs(55));
    }
}
