//! Who serves a store that outlives the process, beside the loop: it may be far away, and
//! must hold up neither the loop nor other stores.

mod lease;

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::TimeDelta;
use tokio::sync::Notify;

pub(in crate::scheduler) use self::lease::HeldLease;
use super::core::Core;
use super::named_store::NamedStore;
use crate::activity::{LoopId, NextWake};
use crate::job::RunEnd;
use crate::race::{Winner, race};
use crate::store::Lease;

/// What the loop, the runs and the task that serves a store share of it.
#[derive(Debug, Default)]
pub(in crate::scheduler) struct Keeper {
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
    held: Option<HeldLease>,
    /// How many nodes this scheduler has been, one after the other.
    nodes: u64,
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

/// What the loop and the runs say.
impl Keeper {
    /// For the loop: lets the store be served if it is time, or if somebody has woken the loop.
    /// Returns when to look again. That is not known while the store is being served; the loop is
    /// woken when that is done.
    pub(in crate::scheduler) fn look(&self, core: &Core, id: LoopId) -> NextWake {
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
    pub(in crate::scheduler) fn record(&self, core: &Core, end: RunEnd) {
        self.state().ends.push(end);
        self.poke(core);
    }

    /// A run has ended: the last one that was waited for, perhaps.
    pub(in crate::scheduler) fn run_ended(&self, core: &Core) {
        if self.is_closing() {
            self.poke(core);
        }
    }

    pub(in crate::scheduler) fn poke(&self, core: &Core) {
        if self.begin(core) {
            self.poked.notify_one();
        }
    }

    /// Notes that there is something to do, so that nobody takes the scheduler for one that is
    /// at rest. Whether there was nothing to do before.
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
    pub(in crate::scheduler) async fn wait<F: Future<Output = ()>>(
        &self,
        core: &Core,
        changed: impl Fn() -> F,
    ) {
        // Checked each time: it may have been poked for something that has been done meanwhile.
        while self.is_at_rest() {
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

    /// How long until the lease is to be renewed, or the store to be polled for what is new. Not with a
    /// clock that a test sets, since that stands still or leaps.
    fn timer(&self, core: &Core) -> Option<Duration> {
        let state = self.state();
        let (held, now) = (state.held.filter(|_| core.clock.is_system()), core.clock.elapsed());
        let of_lease = held.map(|held| held.renew_at.saturating_sub(now).min(held.terms.poll));
        let retry = state.next.after.map(|after| after.saturating_sub(now));
        // A store that has failed is not asked before it is to be tried again, even if a renewal is due: otherwise it
        // would be asked without end.
        retry.or(of_lease)
    }

    /// All that there was to do is done. Whether to look again at once.
    pub(in crate::scheduler) fn done(&self, core: &Core, next: NextWake) -> bool {
        {
            let mut state = self.state();
            state.next = next;
            if std::mem::take(&mut state.again) {
                return true;
            }
            state.busy = false;
        }
        // In this order: the counts must never all be zero in between, or a test kit that waits
        // for rest would think that nothing is left to do.
        core.activity.wake_loop_only();
        core.activity.run_ended();
        false
    }

    pub(in crate::scheduler) fn loop_id(&self) -> LoopId {
        self.state().loop_id
    }

    pub(in crate::scheduler) fn ahead(&self) -> TimeDelta {
        self.state().ahead
    }

    pub(in crate::scheduler) fn set_ahead(&self, ahead: TimeDelta) {
        self.state().ahead = ahead;
    }

    pub(in crate::scheduler) fn expect_reruns(&self, may_be: bool) {
        self.state().may_have_reruns = may_be;
    }

    pub(in crate::scheduler) fn may_have_reruns(&self) -> bool {
        self.state().may_have_reruns
    }
}

/// Its life.
impl Keeper {
    /// Opens it. Whether a task to serve the store has yet to be started.
    pub(in crate::scheduler) fn open(&self) -> bool {
        std::mem::replace(&mut self.state().life, Life::Open) == Life::Closed
    }

    /// It is to end when nothing is left to do.
    pub(in crate::scheduler) fn close(&self, core: &Core) {
        {
            let mut state = self.state();
            if state.life == Life::Open {
                state.life = Life::Closing;
            }
        }
        self.poke(core);
    }

    pub(in crate::scheduler) fn is_closed(&self) -> bool {
        self.state().life == Life::Closed
    }

    /// Whether it has nothing to do at the moment.
    pub(in crate::scheduler) fn is_at_rest(&self) -> bool {
        !self.state().busy
    }

    /// Whether it is to end now. (If the store fails, it is tried for as long as there is a
    /// lease.)
    pub(in crate::scheduler) fn is_to_end(&self, named: &NamedStore) -> bool {
        let state = self.state();
        let has_written = state.ends.is_empty() || state.held.is_none();
        state.life == Life::Closing && has_written && named.instances.all().is_empty()
    }

    pub(in crate::scheduler) fn is_closing(&self) -> bool {
        self.state().life == Life::Closing
    }

    /// The lease has been given back. Whether the task that serves the store is to end: the scheduler may
    /// have been started again meanwhile, and then it relies on this task.
    pub(in crate::scheduler) fn left(&self, core: &Core) -> bool {
        let mut state = self.state();
        state.held = None;
        let has_ended = state.life == Life::Closing;
        if has_ended {
            end(state, core);
        }
        has_ended
    }

    /// Nobody serves the store any more, whatever the reason.
    pub(in crate::scheduler) fn closed(&self, core: &Core) {
        end(self.state(), core);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn end(mut state: MutexGuard<'_, State>, core: &Core) {
    (state.life, state.held) = (Life::Closed, None);
    state.again = false;
    let was_busy = std::mem::take(&mut state.busy);
    drop(state);
    if was_busy {
        core.activity.run_ended();
    }
    core.activity.announce();
}

#[cfg(test)]
mod tests {
    use std::future::{Pending, pending};
    use std::pin::pin;
    use std::task::{Context, Waker};

    use super::*;
    use crate::scheduler::Scheduler;

    /// Else it is asked again at once, without end, since the renewal that has failed is due.
    #[test]
    fn a_store_that_has_failed_is_not_asked_before_it_is_time() {
        let scheduler = Scheduler::builder().build().unwrap();
        let (core, keeper, second) = (scheduler.core(), Keeper::default(), Duration::from_secs(1));
        let terms =
            Lease { length: second, renew_after: Duration::ZERO, margin: Duration::ZERO, poll: second };
        keeper.joined(Duration::ZERO, terms);
        assert_eq!(keeper.timer(core), Some(Duration::ZERO), "the renewal is due");
        keeper.state().next = NextWake::after(core.clock.elapsed() + 100 * second);
        assert!(keeper.timer(core).is_some_and(|rest| rest > 50 * second), "{:?}", keeper.timer(core));
    }

    /// Else nobody would serve the store: the start has found that somebody does.
    #[test]
    fn who_has_given_the_lease_back_goes_on_after_a_start_meanwhile() {
        let scheduler = Scheduler::builder().build().unwrap();
        let (core, keeper) = (scheduler.core(), Keeper::default());
        assert!(keeper.open(), "nobody serves it yet");
        keeper.close(core);
        assert!(!keeper.open(), "it is being left, by who serves it");
        assert!(!keeper.left(core));
        assert!(!keeper.is_closed());
        keeper.close(core);
        assert!(keeper.left(core) && keeper.is_closed());
    }

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
