use std::sync::PoisonError;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

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
    /// Whether the phase is another than `New`, for those who want to know no more.
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

/// Where a scheduler is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Phase {
    /// Never started; its jobs are pending.
    #[default]
    New,
    Starting,
    Running,
    Paused,
    /// Starts no more runs; those under way are waited for.
    Stopping,
    Stopped,
}

impl Phase {
    fn is_down(self) -> bool {
        matches!(self, Phase::New | Phase::Stopped)
    }
}

/// When the loop has to look again, unless it is woken before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct NextWake {
    /// When the clock shows this time of day.
    pub(crate) at: Option<DateTime<Utc>>,
    /// When so much time has passed, by [`Clock::elapsed`].
    pub(crate) after: Option<Duration>,
}

impl NextWake {
    pub(crate) const NEVER: NextWake = NextWake { at: None, after: None };

    pub(crate) fn at(time: impl Into<Option<DateTime<Utc>>>) -> Self {
        NextWake { at: time.into(), ..NextWake::NEVER }
    }

    pub(crate) fn after(elapsed: impl Into<Option<Duration>>) -> Self {
        NextWake { after: elapsed.into(), ..NextWake::NEVER }
    }

    /// Whichever comes first.
    pub(crate) fn or(self, other: NextWake) -> Self {
        NextWake {
            at: self.at.into_iter().chain(other.at).min(),
            after: self.after.into_iter().chain(other.after).min(),
        }
    }

    /// How long it is until then; `None` if it is never, or as good as that.
    pub(crate) fn rest(self, clock: &dyn Clock) -> Option<TimeDelta> {
        let to_be_shown = self.at.map(|time| time - clock.now());
        let to_pass = self.after.map(|after| after.saturating_sub(clock.elapsed()));
        let to_pass = to_pass.and_then(|rest| TimeDelta::from_std(rest).ok());
        to_be_shown.into_iter().chain(to_pass).min()
    }
}

/// Names a loop, so that one that was left behind does not take itself for its successor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct LoopId(u64);

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

impl State {
    /// Whoever waits for an end may look only when the scheduler was started again.
    fn has_ended_since(&self, ends: u64) -> bool {
        self.phase.is_down() || self.ends != ends
    }

    fn goes_round(&self, id: LoopId) -> bool {
        id == self.current && matches!(self.phase, Phase::Running | Phase::Paused)
    }
}

/// The life of the scheduler.
impl Activity {
    pub(crate) fn phase(&self) -> Phase {
        self.state().phase
    }

    /// Whether there was a start, or is one under way.
    pub(crate) fn was_started(&self) -> bool {
        self.was_started.load(Ordering::SeqCst)
    }

    /// Goes to another phase if that may be reached from the present one; the
    /// phase that was left, or else the present one as the error.
    pub(crate) fn enter(&self, to: Phase, from: &[Phase]) -> Result<Phase, Phase> {
        let entered = {
            let mut state = self.state();
            if !from.contains(&state.phase) {
                return Err(state.phase);
            }
            state.hurry = false;
            state.ends += u64::from(to.is_down());
            self.go_to(&mut state, to)
        };
        self.wake();
        Ok(entered)
    }

    /// The phase that was left.
    fn go_to(&self, state: &mut State, to: Phase) -> Phase {
        self.was_started.store(to != Phase::New, Ordering::SeqCst);
        std::mem::replace(&mut state.phase, to)
    }

    /// Does not let a shutdown wait any longer.
    pub(crate) fn hurry(&self) {
        self.change(|state| state.hurry = state.phase == Phase::Stopping);
    }

    /// Waits until the loop and all runs have ended, or somebody is in a hurry.
    pub(crate) async fn drained(&self) {
        self.until(|state| (state.hurry || (self.runs() == 0 && !state.looping)).then_some(())).await;
    }

    /// Waits until the scheduler is not up, nor about to be.
    pub(crate) async fn down(&self) {
        let ends = self.state().ends;
        self.until(|state| state.has_ended_since(ends).then_some(())).await;
    }

    /// Waits until the shutdown that is under way is over, if there is one.
    pub(crate) async fn stopped(&self) {
        let ends = {
            let state = self.state();
            if state.phase != Phase::Stopping {
                return;
            }
            state.ends
        };
        self.until(|state| state.has_ended_since(ends).then_some(())).await;
    }
}

/// The loop.
impl Activity {
    /// A new loop begins, in this phase.
    pub(crate) fn begin_loop(&self, phase: Phase) -> LoopId {
        let mut state = self.state();
        self.go_to(&mut state, phase);
        state.current.0 += 1;
        state.looping = true;
        state.current
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
        let mut died = false;
        self.change(|state| {
            if id == state.current {
                died = state.goes_round(id);
                state.looping = false;
                state.asleep = None;
            }
        });
        died
    }

    /// Lets the loop look for work, now or when it is about to sleep.
    pub(crate) fn wake(&self) {
        self.wakes.fetch_add(1, Ordering::SeqCst);
        self.rouse();
    }

    /// How often there was a [`wake`](Self::wake).
    pub(crate) fn wakes(&self) -> usize {
        self.wakes.load(Ordering::SeqCst)
    }

    /// As [`wake`](Self::wake), but there is nothing new for those stores that others share.
    pub(crate) fn rouse(&self) {
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

/// The runs.
impl Activity {
    pub(crate) fn run_started(&self) {
        self.started.fetch_add(1, Ordering::SeqCst);
    }

    pub(crate) fn run_ended(&self) {
        self.ended.fetch_add(1, Ordering::SeqCst);
        self.changed.announce();
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

    /// A run that was planned is none: those who wait for the runs of its job look again.
    pub(crate) fn look_again(&self) {
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
        self.changed.announce();
    }
}
