use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};

use chrono::{DateTime, TimeDelta, Utc};

use crate::clock::Clock;
use crate::job::BoxFuture;

/// A clock that stands still until it is set. Clones show the same time.
///
/// ```
/// use aps_runtime::testing::ManualClock;
/// use aps_runtime::Clock;
///
/// let clock = ManualClock::at("2026-01-01T00:00:00Z".parse().unwrap());
/// clock.advance(chrono::TimeDelta::hours(1));
/// assert_eq!(clock.now().to_rfc3339(), "2026-01-01T01:00:00+00:00");
/// ```
#[derive(Debug, Clone)]
pub struct ManualClock {
    state: Arc<Mutex<State>>,
}

#[derive(Debug)]
struct State {
    now: DateTime<Utc>,
    sleepers: Vec<Sleeper>,
    added: u64,
}

#[derive(Debug)]
struct Sleeper {
    id: u64,
    deadline: DateTime<Utc>,
    waker: Waker,
}

impl ManualClock {
    /// A clock that shows this instant.
    pub fn at(now: DateTime<Utc>) -> Self {
        ManualClock { state: Arc::new(Mutex::new(State { now, sleepers: Vec::new(), added: 0 })) }
    }

    /// Sets the clock, forwards or backwards, and wakes whoever has slept long enough.
    pub fn set(&self, now: DateTime<Utc>) {
        let mut state = self.state();
        state.now = now;
        let rested = state.sleepers.iter().filter(|sleeper| sleeper.deadline <= now);
        let wakers: Vec<_> = rested.map(|sleeper| sleeper.waker.clone()).collect();
        // Who is woken may look at the clock at once.
        drop(state);
        wakers.iter().for_each(Waker::wake_by_ref);
    }

    /// Moves the clock on; as far as time goes, if it is more than that.
    pub fn advance(&self, by: TimeDelta) {
        let now = self.state().now;
        self.set(now.checked_add_signed(by).unwrap_or(DateTime::<Utc>::MAX_UTC));
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for ManualClock {
    fn now(&self) -> DateTime<Utc> {
        self.state().now
    }

    fn sleep_until(&self, deadline: DateTime<Utc>) -> BoxFuture<'_, ()> {
        let mut sleep = Sleep { clock: self, id: None };
        Box::pin(std::future::poll_fn(move |cx| sleep.poll(deadline, cx.waker())))
    }
}

/// Takes its sleeper out of the clock when it is dropped.
struct Sleep<'a> {
    clock: &'a ManualClock,
    id: Option<u64>,
}

impl Sleep<'_> {
    fn poll(&mut self, deadline: DateTime<Utc>, waker: &Waker) -> Poll<()> {
        let mut state = self.clock.state();
        if state.now >= deadline {
            return Poll::Ready(());
        }
        let waker = waker.clone();
        if let Some(sleeper) = state.sleepers.iter_mut().find(|sleeper| Some(sleeper.id) == self.id) {
            sleeper.waker = waker;
        } else {
            state.added += 1;
            let id = state.added;
            self.id = Some(id);
            state.sleepers.push(Sleeper { id, deadline, waker });
        }
        Poll::Pending
    }
}

impl Drop for Sleep<'_> {
    fn drop(&mut self) {
        self.clock.state().sleepers.retain(|sleeper| Some(sleeper.id) != self.id);
    }
}
