use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};
use std::time::Duration;

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
    /// How much time has passed since the clock was made.
    passed: Duration,
    sleepers: Vec<Sleeper>,
    added: u64,
}

#[derive(Debug)]
struct Sleeper {
    id: u64,
    deadline: Deadline,
    waker: Waker,
}

/// What a sleeper waits for.
#[derive(Debug, Clone, Copy)]
enum Deadline {
    Shown(DateTime<Utc>),
    Passed(Duration),
}

impl State {
    fn has_come(&self, deadline: Deadline) -> bool {
        match deadline {
            Deadline::Shown(time) => self.now >= time,
            Deadline::Passed(time) => self.passed >= time,
        }
    }
}

impl ManualClock {
    /// A clock that shows this instant.
    pub fn at(now: DateTime<Utc>) -> Self {
        let state = State { now, passed: Duration::ZERO, sleepers: Vec::new(), added: 0 };
        ManualClock { state: Arc::new(Mutex::new(state)) }
    }

    /// Moves the clock to this instant, and wakes whoever has slept long enough. If it moves
    /// forwards, that much time passes; if it moves backwards, none does.
    pub fn set(&self, now: DateTime<Utc>) {
        self.change(|state| {
            let passed = (now - state.now).to_std().unwrap_or_default();
            state.passed = state.passed.saturating_add(passed);
            state.now = now;
        });
    }

    /// Makes the clock show another time although no time passes, as when somebody sets the
    /// machine's clock. That affects waits for a time of day, but not a `timeout`.
    pub fn jump(&self, now: DateTime<Utc>) {
        self.change(|state| state.now = now);
    }

    /// Moves the clock on, at most to the latest time that can be shown.
    pub fn advance(&self, by: TimeDelta) {
        let now = self.state().now;
        self.set(now.checked_add_signed(by).unwrap_or(DateTime::<Utc>::MAX_UTC));
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        let mut state = self.state();
        change(&mut state);
        let rested = state.sleepers.iter().filter(|sleeper| state.has_come(sleeper.deadline));
        let wakers: Vec<_> = rested.map(|sleeper| sleeper.waker.clone()).collect();
        // Who is woken may look at the clock at once.
        drop(state);
        wakers.iter().for_each(Waker::wake_by_ref);
    }

    fn sleep_to(&self, deadline: Deadline) -> BoxFuture<'static, ()> {
        let mut sleep = Sleep { clock: self.clone(), id: None };
        Box::pin(std::future::poll_fn(move |cx| sleep.poll(deadline, cx.waker())))
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
        self.sleep_to(Deadline::Shown(deadline))
    }

    fn elapsed(&self) -> Duration {
        self.state().passed
    }

    fn sleep(&self, time: Duration) -> BoxFuture<'static, ()> {
        let deadline = self.state().passed.saturating_add(time);
        self.sleep_to(Deadline::Passed(deadline))
    }
}

/// Takes its sleeper out of the clock when it is dropped.
struct Sleep {
    clock: ManualClock,
    id: Option<u64>,
}

impl Sleep {
    fn poll(&mut self, deadline: Deadline, waker: &Waker) -> Poll<()> {
        let mut state = self.clock.state();
        if state.has_come(deadline) {
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

impl Drop for Sleep {
    fn drop(&mut self) {
        self.clock.state().sleepers.retain(|sleeper| Some(sleeper.id) != self.id);
    }
}
