use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use tokio::sync::Notify;

use crate::scheduler::NextWake;

/// What the loop and the runs are doing, for those who wait for it to change:
/// the loop for work, a shutdown for the runs to end, a test for everything to
/// come to rest.
#[derive(Debug, Default)]
pub(crate) struct Activity {
    state: Mutex<State>,
    work: Notify,
    changed: Notify,
}

#[derive(Debug, Default)]
struct State {
    /// From the start of the scheduler to the end of its shutdown.
    up: bool,
    looping: bool,
    /// Until when the loop sleeps; `None` while it works.
    asleep: Option<NextWake>,
    /// There may be new work that the loop has not looked at.
    woken: bool,
    runs: usize,
}

impl Activity {
    /// Lets the loop look for work, now or when it is about to sleep.
    pub(crate) fn wake(&self) {
        self.change(|state| {
            state.woken = true;
            state.asleep = None;
        });
        self.work.notify_one();
    }

    /// Waits for the next [`wake`](Self::wake).
    pub(crate) async fn woken(&self) {
        self.work.notified().await;
    }

    pub(crate) fn started(&self) {
        self.change(|state| {
            state.up = true;
            state.looping = true;
        });
    }

    pub(crate) fn shut_down(&self) {
        self.change(|state| state.up = false);
    }

    pub(crate) fn loop_ended(&self) {
        self.change(|state| state.looping = false);
    }

    /// The loop is about to look for work.
    pub(crate) fn loop_works(&self) {
        self.change(|state| {
            state.woken = false;
            state.asleep = None;
        });
    }

    /// The loop has found no more work until then.
    pub(crate) fn loop_sleeps(&self, until: NextWake) {
        self.change(|state| state.asleep = (!state.woken).then_some(until));
    }

    pub(crate) fn run_started(&self) {
        self.change(|state| state.runs += 1);
    }

    pub(crate) fn run_ended(&self) {
        self.change(|state| state.runs -= 1);
    }

    /// How many submissions have not ended.
    pub(crate) fn runs(&self) -> usize {
        self.state().runs
    }

    /// Waits until no submission is left.
    pub(crate) async fn no_runs(&self) {
        self.until(|state| state.runs == 0).await;
    }

    /// Waits until the scheduler has been shut down.
    pub(crate) async fn down(&self) {
        self.until(|state| !state.up).await;
    }

    /// Waits until the loop has ended.
    pub(crate) async fn no_loop(&self) {
        self.until(|state| !state.looping).await;
    }

    /// Waits until nothing is left to do at the instant that `now` tells: no run
    /// is under way, and the loop has ended or sleeps until a later one.
    pub(crate) async fn at_rest(&self, now: impl Fn() -> DateTime<Utc>) {
        self.until(|state| {
            let sleeps = match state.asleep {
                None => false,
                Some(NextWake::Never) => true,
                Some(NextWake::At(time)) => time > now(),
            };
            state.runs == 0 && (sleeps || !state.looping)
        })
        .await;
    }

    /// Until when the loop sleeps, if it does and not for ever.
    pub(crate) fn next_wake(&self) -> Option<DateTime<Utc>> {
        match self.state().asleep {
            Some(NextWake::At(time)) => Some(time),
            Some(NextWake::Never) | None => None,
        }
    }

    async fn until(&self, reached: impl Fn(&State) -> bool) {
        loop {
            let changed = self.changed.notified();
            tokio::pin!(changed);
            // From here on no change is missed, so looking comes after it.
            changed.as_mut().enable();
            if reached(&self.state()) {
                return;
            }
            changed.await;
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state());
        self.changed.notify_waiters();
    }
}
