use super::{Activity, State};
use crate::sync::atomic::Ordering;

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
    pub(crate) fn is_down(self) -> bool {
        matches!(self, Phase::New | Phase::Stopped)
    }
}

impl State {
    /// Whoever waits for an end may look only when the scheduler was started again.
    fn has_ended_since(&self, ends: u64) -> bool {
        self.phase.is_down() || self.ends != ends
    }
}

/// The life of the scheduler.
impl Activity {
    pub(crate) fn phase(&self) -> Phase {
        self.state().phase
    }

    /// Whether a start has come to its end, and none is under way. From the first one on jobs are in their stores; a
    /// start is about to move them there.
    pub(crate) fn was_started(&self) -> bool {
        self.was_started.load(Ordering::SeqCst)
    }

    /// Whether a start is under way.
    pub(crate) fn is_starting(&self) -> bool {
        self.phase() == Phase::Starting
    }

    /// Waits until no start is under way.
    pub(crate) async fn start_is_over(&self) {
        self.until(|state| (state.phase != Phase::Starting).then_some(())).await;
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
    pub(super) fn go_to(&self, state: &mut State, to: Phase) -> Phase {
        self.was_started.store(!matches!(to, Phase::New | Phase::Starting), Ordering::SeqCst);
        std::mem::replace(&mut state.phase, to)
    }

    /// Does not let a shutdown wait any longer.
    pub(crate) fn hurry(&self) {
        self.change(|state| state.hurry = state.phase == Phase::Stopping);
    }

    /// Waits until somebody does not let the shutdown wait any longer.
    pub(crate) async fn hurried(&self) {
        self.until(|state| state.hurry.then_some(())).await;
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
