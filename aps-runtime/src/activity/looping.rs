use chrono::{DateTime, Utc};

use super::{Activity, NextWake, Phase, State};
use crate::sync::atomic::Ordering;

/// Names a loop, so that one that was left behind does not take itself for its successor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct LoopId(u64);

impl State {
    fn goes_round(&self, id: LoopId) -> bool {
        id == self.current && matches!(self.phase, Phase::Running | Phase::Paused)
    }
}

/// The loop.
impl Activity {
    /// A new loop begins, in this phase.
    pub(crate) fn begin_loop(&self, phase: Phase) -> LoopId {
        let mut id = LoopId::default();
        self.change(|state| {
            self.go_to(state, phase);
            state.current.0 += 1;
            state.looping = true;
            id = state.current;
        });
        id
    }

    /// Whether this loop is to go on.
    pub(crate) fn goes_round(&self, id: LoopId) -> bool {
        self.state().goes_round(id)
    }

    /// Whether this loop may start runs.
    pub(crate) fn may_start_runs(&self, id: LoopId) -> bool {
        let state = self.state();
        state.goes_round(id) && state.phase == Phase::Running
    }

    /// `true` if it ended of itself, though the scheduler is up.
    pub(crate) fn end_loop(&self, id: LoopId) -> bool {
        let mut state = self.state();
        if id != state.current {
            drop(state);
            // What was to wake its successor may have woken this one.
            self.wake_loop_only();
            return false;
        }
        let died = state.goes_round(id);
        state.looping = false;
        state.asleep = None;
        drop(state);
        self.announce();
        died
    }

    /// Waits until no loop goes round.
    pub(crate) async fn loop_ended(&self) {
        self.until(|state| (!state.looping).then_some(())).await;
    }

    /// Lets the loop look for work, now or when it is about to sleep.
    pub(crate) fn wake(&self) {
        self.wakes.fetch_add(1, Ordering::SeqCst);
        self.wake_loop_only();
    }

    /// How often there was a [`wake`](Self::wake).
    pub(crate) fn wakes(&self) -> usize {
        self.wakes.load(Ordering::SeqCst)
    }

    /// As [`wake`](Self::wake), but there is nothing new for those stores that others share.
    pub(crate) fn wake_loop_only(&self) {
        self.change(|state| {
            state.woken = true;
            state.asleep = None;
        });
        self.work.notify_one();
    }

    /// Lets the loop look for work that comes at `time`, unless it does so before anyway.
    pub(crate) fn wake_by(&self, time: DateTime<Utc>) {
        let asleep = self.state().asleep;
        let wakes_before = asleep.and_then(|wake| wake.at).is_some_and(|wake| wake <= time);
        if !wakes_before {
            self.wake();
        }
    }

    /// Waits for the next [`wake`](Self::wake).
    pub(crate) async fn woken(&self) {
        self.work.notified().await;
    }

    /// The loop is about to look for work, for which nobody waits.
    pub(crate) fn loop_works(&self) {
        let mut state = self.state();
        state.woken = false;
        state.asleep = None;
    }

    /// The loop has found no more work until then.
    pub(crate) fn loop_sleeps(&self, until: NextWake) {
        self.change(|state| state.asleep = (!state.woken).then_some(until));
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::task::{Context, Waker};

    use super::*;

    #[test]
    fn a_loop_that_was_left_behind_passes_on_what_was_to_wake_its_successor() {
        let activity = Activity::default();
        let (before, current) = (activity.begin_loop(Phase::Running), activity.begin_loop(Phase::Running));
        let mut context = Context::from_waker(Waker::noop());
        activity.wake();
        assert!(pin!(activity.woken()).poll(&mut context).is_ready(), "the one before takes it");
        assert!(pin!(activity.woken()).poll(&mut context).is_pending());
        assert!(!activity.end_loop(before));
        assert!(activity.goes_round(current));
        assert!(pin!(activity.woken()).poll(&mut context).is_ready());
    }
}
