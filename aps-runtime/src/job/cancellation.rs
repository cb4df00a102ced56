use std::pin::pin;
use std::sync::{Arc, PoisonError};

use crate::panics::contain;
use crate::sync::{Condvar, Mutex, MutexGuard, Notify};

/// Tells one attempt of a run that it is to end, and why. Clones mean the same attempt.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cancellation(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    /// For who has ended while it is told.
    told: Condvar,
    cancelled: Notify,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum State {
    #[default]
    Open,
    /// It is cancelled, which is being told.
    Telling(CancelReason),
    Cancelled(CancelReason),
    /// The attempt has ended, and whether it was cancelled before.
    Closed(Option<CancelReason>),
}

/// Why an attempt is to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CancelReason {
    TimedOut,
    Cancelled,
}

impl Cancellation {
    /// Cancels, unless that has happened or the attempt has ended. Then `tell` is called, and
    /// the attempt does not [`close`](Self::close) before it is done. It may run code of the
    /// user's, so it is called without the lock.
    pub(crate) fn cancel(&self, reason: CancelReason, tell: impl FnOnce()) {
        if self.tell(State::Open, reason, tell) {
            self.0.cancelled.notify_waiters();
        }
    }

    /// Calls `tell` as [`cancel`](Self::cancel) does, if the attempt was cancelled and has not ended since.
    pub(crate) fn unless_closed(&self, tell: impl FnOnce()) {
        if let Some(reason) = self.reason() {
            self.tell(State::Cancelled(reason), reason, tell);
        }
    }

    /// Whether it was in this state, and so was told.
    fn tell(&self, before: State, reason: CancelReason, tell: impl FnOnce()) -> bool {
        {
            let mut state = self.state();
            if *state != before {
                return false;
            }
            *state = State::Telling(reason);
        }
        if let Err(message) = contain(tell) {
            tracing::error!(message, "telling that a run is cancelled panicked");
        }
        *self.state() = State::Cancelled(reason);
        self.0.told.notify_all();
        true
    }

    /// The attempt has ended: from now on it is not cancelled. Why it was, if it was; that
    /// has been told then.
    pub(crate) fn close(&self) -> Option<CancelReason> {
        let is_being_told = |state: &mut State| matches!(state, State::Telling(_));
        let mut state =
            self.0.told.wait_while(self.state(), is_being_told).unwrap_or_else(PoisonError::into_inner);
        *state = State::Closed(state.reason());
        state.reason()
    }

    pub(crate) fn reason(&self) -> Option<CancelReason> {
        self.state().reason()
    }

    /// Waits until it is cancelled.
    pub(crate) async fn cancelled(&self) -> CancelReason {
        loop {
            // Made before looking: from then on it is not missed.
            let cancelled = pin!(self.0.cancelled.notified());
            if let Some(reason) = self.reason() {
                return reason;
            }
            cancelled.await;
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn reason(self) -> Option<CancelReason> {
        match self {
            State::Telling(reason) | State::Cancelled(reason) => Some(reason),
            State::Closed(reason) => reason,
            State::Open => None,
        }
    }
}
