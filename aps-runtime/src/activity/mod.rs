mod life;
mod looping;
mod next_wake;

use std::sync::PoisonError;

use chrono::TimeDelta;

pub(crate) use self::life::Phase;
pub(crate) use self::looping::LoopId;
pub(crate) use self::next_wake::NextWake;
use crate::changes::Changes;
use crate::clock::Clock;
use crate::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use crate::sync::{Mutex, MutexGuard, Notify};

/// What the scheduler, its loop and its runs are doing, for those who wait for it
/// to change: the loop for work, a shutdown for the runs to end, a test for
/// everything to come to rest.
#[derive(Debug, Default)]
pub(crate) struct Activity {
    state: Mutex<State>,
    /// See [`was_started`](Self::was_started): for those who want to know no more of the phase.
    was_started: AtomicBool,
    /// How many runs were started so far. Beside the state, since runs begin and end in crowds.
    /// The loop counts a run before it says that it sleeps, so whoever sees it asleep sees its
    /// runs as well.
    started: AtomicUsize,
    /// How many of them have ended.
    ended: AtomicUsize,
    /// How often the loop was woken.
    wakes: AtomicUsize,
    work: Notify,
    changed: Changes,
}

#[derive(Debug, Default)]
struct State {
    phase: Phase,
    /// The loop that counts, and whether it goes round.
    current: LoopId,
    looping: bool,
    /// Until when the loop sleeps; `None` while it works.
    asleep: Option<NextWake>,
    /// There may be new work that the loop has not looked at.
    woken: bool,
    /// How often the scheduler has come down.
    ends: u64,
    /// The shutdown waits no longer.
    hurry: bool,
}

/// The runs.
impl Activity {
    pub(crate) fn run_started(&self) {
        self.started.fetch_add(1, Ordering::SeqCst);
    }

    pub(crate) fn run_ended(&self) {
        self.ended.fetch_add(1, Ordering::SeqCst);
        self.announce();
    }

    /// How many runs have ended so far.
    pub(crate) fn ended(&self) -> usize {
        self.ended.load(Ordering::SeqCst)
    }

    /// How many submissions have not ended.
    fn runs(&self) -> usize {
        // Read first, so that what ends meanwhile is counted, and not one less than there are.
        let ended = self.ended();
        self.started.load(Ordering::SeqCst).wrapping_sub(ended)
    }

    /// Something has changed that is not kept here: those who wait for it with [`reached`](Self::reached) look again.
    pub(crate) fn announce(&self) {
        self.changed.announce();
    }

    /// Waits until this holds, which is asked whenever a run ends.
    pub(crate) async fn reached(&self, reached: impl Fn() -> bool) {
        self.until(|_| reached().then_some(())).await;
    }

    /// Waits until nothing is left to do at the instant that the clock shows: no run
    /// is under way, and the loop has ended or sleeps until a later one, which is
    /// what this returns.
    pub(crate) async fn at_rest(&self, clock: &dyn Clock) -> NextWake {
        self.until(|state| {
            let wake = if state.looping { state.asleep? } else { NextWake::NEVER };
            let is_later = wake.rest(clock).is_none_or(|rest| rest > TimeDelta::zero());
            (is_later && self.runs() == 0).then_some(wake)
        })
        .await
    }

    async fn until<T>(&self, reached: impl Fn(&State) -> Option<T>) -> T {
        self.changed.until(|| reached(&self.state())).await
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state());
        self.announce();
    }
}
