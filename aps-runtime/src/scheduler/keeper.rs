//! Who serves a store that outlives the process, beside the loop: it may be far away, and
//! must hold up neither the loop nor other stores.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::TimeDelta;
use tokio::sync::Notify;

use super::core::Core;
use super::named_store::NamedStore;
use crate::activity::{LoopId, NextWake};
use crate::job::RunEnd;
use crate::race::{Winner, race};
use crate::store::Lease;

/// What the loop, the runs and the task that serves a store share of it.
#[derive(Debug, Default)]
pub(super) struct Keeper {
    state: Mutex<State>,
    poked: Notify,
    /// A lease has been granted.
    granted: Notify,
    /// Whoever renews the lease has this.
    renewing: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct State {
    /// It has something to do, and is counted as a run that is under way.
    busy: bool,
    /// It is to look once more when it is done.
    again: bool,
    /// For which loop it starts runs.
    loop_id: LoopId,
    /// How often the loop had been woken when it last poked.
    wakes: usize,
    /// When there is something to do next.
    next: NextWake,
    /// Ends that are still to be written, in order.
    ends: Vec<RunEnd>,
    held: Option<Held>,
    /// How the store grants leases, once it has granted one.
    terms: Option<Lease>,
    /// How far the store's clock is ahead of the scheduler's.
    ahead: TimeDelta,
    /// Runs of dead nodes may wait to be run again.
    may_have_reruns: bool,
    life: Life,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Life {
    /// Nobody serves the store.
    #[default]
    Closed,
    Open,
    /// As soon as no run is under way and all ends are written, it gives the lease back.
    Closing,
}

/// A lease, by [`Clock::elapsed`](crate::Clock::elapsed).
#[derive(Debug, Clone, Copy)]
pub(super) struct Held {
    pub(super) lease: Lease,
    /// From then on the node must not believe that it has it: the request was sent before it
    /// was granted, and the lease counts from later on.
    pub(super) trusted_until: Duration,
    pub(super) renew_at: Duration,
    /// Whether somebody has looked after the store since.
    is_tended: bool,
}

impl Held {
    /// It was asked for at `asked`.
    pub(super) fn since(asked: Duration, lease: Lease) -> Self {
        let trusted_until = asked.saturating_add(lease.length.saturating_sub(lease.margin));
        Held { lease, trusted_until, renew_at: asked.saturating_add(lease.renew_after), is_tended: false }
    }
}

/// What the loop and the runs say.
impl Keeper {
    /// For the loop: lets the store be served if it is time, or if somebody has woken the loop; when
    /// to look again. While it is being served that is not known: it wakes the loop when it is done.
    pub(super) fn look(&self, core: &Core, id: LoopId) -> NextWake {
        let wakes = core.activity.wakes();
        let mut state = self.state();
        state.loop_id = id;
        let is_woken = std::mem::replace(&mut state.wakes, wakes) != wakes;
        if state.busy {
            state.again |= is_woken;
            return NextWake::NEVER;
        }
        let is_time = state.next.rest(&*core.clock).is_some_and(|rest| rest <= TimeDelta::zero());
        if state.life != Life::Open || !(is_woken || is_time) {
            return if state.life == Life::Open { state.next } else { NextWake::NEVER };
        }
        drop(state);
        self.poke(core);
        NextWake::NEVER
    }

    /// An end is to be written.
    pub(super) fn record(&self, core: &Core, end: RunEnd) {
        self.state().ends.push(end);
        self.poke(core);
    }

    /// A run has ended: the last one that was waited for, perhaps.
    pub(super) fn run_ended(&self, core: &Core) {
        if self.is_closing() {
            self.poke(core);
        }
    }

    fn poke(&self, core: &Core) {
        if self.begin(core) {
            self.poked.notify_one();
        }
    }

    /// Whether it had nothing to do so far. It has now, and nobody takes the scheduler for one
    /// that is at rest.
    fn begin(&self, core: &Core) -> bool {
        let mut state = self.state();
        if state.life == Life::Closed {
            return false;
        }
        if std::mem::replace(&mut state.busy, true) {
            state.again = true;
            return false;
        }
        core.activity.run_started();
        true
    }
}

/// What the task that serves the store says and asks.
impl Keeper {
    /// Waits until there is something to do; `changed` waits until others may have changed something.
    pub(super) async fn wait<F: Future<Output = ()>>(&self, core: &Core, changed: impl Fn() -> F) {
        // Asked each time: it may have been poked for something that is done by now.
        while !self.state().busy {
            let timer = self.timer(core);
            let passed = async {
                match timer {
                    Some(rest) => core.clock.sleep(rest).await,
                    None => std::future::pending().await,
                }
            };
            if let Winner::Second(_) = race(self.poked.notified(), race(changed(), passed)).await {
                self.begin(core);
            }
        }
    }

    /// How long until the lease is to be renewed, or the store to be asked for what is new in it. Not by
    /// a clock that a test sets: that stands still, or leaps.
    fn timer(&self, core: &Core) -> Option<Duration> {
        let state = self.state();
        let (held, now) = (state.held.filter(|_| core.clock.is_system()), core.clock.elapsed());
        let of_lease = held.map(|held| held.renew_at.saturating_sub(now).min(held.lease.poll));
        let retry = state.next.after.map(|after| after.saturating_sub(now));
        // Not sooner than a store that has failed is tried again, though a renewal is due: that would be without end.
        retry.or(of_lease)
    }

    /// It has done what there was to do. Whether it is to look again at once.
    pub(super) fn done(&self, core: &Core, next: NextWake) -> bool {
        {
            let mut state = self.state();
            state.next = next;
            if std::mem::take(&mut state.again) {
                return true;
            }
            state.busy = false;
        }
        // In this order, so that there is always somebody who has something to do.
        core.activity.rouse();
        core.activity.run_ended();
        false
    }

    pub(super) fn loop_id(&self) -> LoopId {
        self.state().loop_id
    }

    pub(super) fn held(&self) -> Option<Held> {
        self.state().held
    }

    pub(super) fn hold(&self, held: Held) {
        {
            let mut state = self.state();
            (state.held, state.terms) = (Some(held), Some(held.lease));
        }
        self.granted.notify_one();
    }

    pub(super) async fn granted(&self) {
        self.granted.notified().await;
    }

    /// As long as this is kept, nobody else renews the lease.
    pub(super) async fn renewing(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.renewing.lock().await
    }

    pub(super) fn is_to_be_tended(&self) -> bool {
        self.state().held.is_some_and(|held| !held.is_tended)
    }

    /// It is to be tended again with the next renewal, at this time at the latest.
    pub(super) fn tended(&self, again: Option<Duration>) {
        let mut state = self.state();
        state.may_have_reruns = true;
        if let Some(held) = &mut state.held {
            held.is_tended = true;
            held.renew_at = held.renew_at.min(again.unwrap_or(Duration::MAX));
        }
    }

    /// After how long to try again what has failed: several times before a lease ends.
    pub(super) fn retry_after(&self) -> Option<Duration> {
        self.state().terms.map(|terms| terms.renew_after / 4)
    }

    pub(super) fn ahead(&self) -> TimeDelta {
        self.state().ahead
    }

    pub(super) fn set_ahead(&self, ahead: TimeDelta) {
        self.state().ahead = ahead;
    }

    pub(super) fn expect_reruns(&self, may_be: bool) {
        self.state().may_have_reruns = may_be;
    }

    pub(super) fn may_have_reruns(&self) -> bool {
        self.state().may_have_reruns
    }

    /// Takes the oldest ends that are to be written, at most so many.
    pub(super) fn take_ends(&self, most: usize) -> Vec<RunEnd> {
        let mut state = self.state();
        let taken = most.min(state.ends.len());
        let rest = state.ends.split_off(taken);
        std::mem::replace(&mut state.ends, rest)
    }

    /// They could not be written.
    pub(super) fn give_back(&self, mut ends: Vec<RunEnd>) {
        let mut state = self.state();
        ends.append(&mut state.ends);
        state.ends = ends;
    }

    /// The lease is lost, and what was to be written about its runs counts for nothing: how much
    /// that was.
    pub(super) fn lose(&self) -> usize {
        let mut state = self.state();
        state.held = None;
        std::mem::take(&mut state.ends).len()
    }
}

/// Its life.
impl Keeper {
    /// Whether somebody is still to be found who serves the store.
    pub(super) fn open(&self) -> bool {
        std::mem::replace(&mut self.state().life, Life::Open) == Life::Closed
    }

    /// It is to end when it has nothing left to do.
    pub(super) fn close(&self, core: &Core) {
        {
            let mut state = self.state();
            if state.life == Life::Open {
                state.life = Life::Closing;
            }
        }
        self.poke(core);
    }

    pub(super) fn is_closed(&self) -> bool {
        self.state().life == Life::Closed
    }

    /// Whether it is to end now. (Failing, it has had its chance as long as it has a lease.)
    pub(super) fn is_to_end(&self, named: &NamedStore) -> bool {
        let state = self.state();
        let has_written = state.ends.is_empty() || state.held.is_none();
        state.life == Life::Closing && has_written && named.instances.all().is_empty()
    }

    pub(super) fn is_closing(&self) -> bool {
        self.state().life == Life::Closing
    }

    /// Nobody serves the store any more.
    pub(super) fn closed(&self, core: &Core) {
        let was_busy = {
            let mut state = self.state();
            (state.life, state.held) = (Life::Closed, None);
            state.again = false;
            std::mem::take(&mut state.busy)
        };
        if was_busy {
            core.activity.run_ended();
        }
        core.activity.look_again();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::future::{Pending, pending};
    use std::pin::pin;
    use std::task::{Context, Waker};

    use super::*;
    use crate::scheduler::Scheduler;

    /// Else it would be counted twice as having ended, and a shutdown would not wait for the last run.
    #[test]
    fn what_is_done_by_now_is_not_done_again() {
        let scheduler = Scheduler::builder().build().unwrap();
        let (core, keeper) = (scheduler.core(), Keeper::default());
        keeper.open();
        keeper.poke(core);
        let mut context = Context::from_waker(Waker::noop());
        let nothing = || -> Pending<()> { pending() };
        assert!(pin!(keeper.wait(core, nothing)).poll(&mut context).is_ready());
        keeper.poke(core);
        assert!(keeper.done(core, NextWake::NEVER), "it was poked meanwhile");
        assert!(!keeper.done(core, NextWake::NEVER));
        assert!(pin!(keeper.wait(core, nothing)).poll(&mut context).is_pending());
    }
}
