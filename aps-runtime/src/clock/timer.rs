//! One thread that wakes whoever waits, when it is time.
//!
//! The timer of tokio counts in milliseconds and rounds up, so that a run would start up
//! to two of them late. A thread that waits on a condition variable wakes within 0.1 ms,
//! in a runtime of any flavour, and without one. It sleeps while nobody waits.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, PoisonError};
use std::task::Waker;
use std::thread;
use std::time::{Duration, Instant};

use crate::panics::contain;
use crate::sync::{Condvar, Mutex, MutexGuard};

/// The timer of this process.
#[derive(Debug, Default)]
pub(super) struct Timer {
    state: Mutex<State>,
    /// Told when somebody waits for less long than all others.
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    sleepers: BTreeMap<Key, Waker>,
    added: u64,
}

/// A century.
const FAR: Duration = Duration::from_secs(100 * 366 * 86_400);

/// When, and who of those that wait for the same instant.
type Key = (Instant, u64);

impl Timer {
    /// The timer, whose thread is started with the first call.
    ///
    /// # Errors
    ///
    /// If the system does not give it a thread. The next call tries again.
    pub(super) fn get() -> io::Result<Arc<Timer>> {
        static TIMER: Mutex<Option<Arc<Timer>>> = Mutex::new(None);
        let mut known = TIMER.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(timer) = &*known {
            return Ok(timer.clone());
        }
        let timer = Arc::<Timer>::default();
        let waking = timer.clone();
        thread::Builder::new().name("aps-timer".into()).spawn(move || waking.wake_sleepers())?;
        Ok(known.insert(timer).clone())
    }

    fn wake_sleepers(&self) {
        let mut state = self.state();
        loop {
            let now = now();
            state = match state.sleepers.first_entry() {
                None => self.changed.wait(state).unwrap_or_else(PoisonError::into_inner),
                Some(first) if first.key().0 > now => {
                    let rest = first.key().0 - now;
                    super::wait_timeout(&self.changed, state, rest).0
                }
                Some(first) => {
                    let waker = first.remove();
                    drop(state);
                    if let Err(message) = contain(|| waker.wake()) {
                        tracing::error!(message, "a waker panicked");
                    }
                    self.state()
                }
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A wait that may be under way. Dropping it ends it.
#[derive(Debug)]
pub(super) struct Sleep {
    timer: Arc<Timer>,
    key: Option<Key>,
}

impl Sleep {
    pub(super) fn new(timer: Arc<Timer>) -> Self {
        Sleep { timer, key: None }
    }

    /// Wakes after `rest`; when a wait that began before is still under way, after that.
    pub(super) fn wake_after(&mut self, rest: Duration, waker: &Waker) {
        let mut state = self.timer.state();
        if let Some(known) = self.key.and_then(|key| state.sleepers.get_mut(&key)) {
            let former = std::mem::replace(known, waker.clone());
            drop(state);
            drop(former);
            return;
        }
        state.added += 1;
        let now = now();
        // As far as time goes, which is longer than anybody looks.
        let until = now.checked_add(rest).unwrap_or(now + FAR);
        let key = (until, state.added);
        let is_first = state.sleepers.first_key_value().is_none_or(|(first, _)| key < *first);
        state.sleepers.insert(key, waker.clone());
        self.key = Some(key);
        drop(state);
        if is_first {
            self.timer.changed.notify_one();
        }
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        if let Some(key) = self.key {
            // The waker is dropped after the lock, which code of the user's may want.
            let waker = self.timer.state().sleepers.remove(&key);
            drop(waker);
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "this is a part of the clock")]
pub(super) fn now() -> Instant {
    Instant::now()
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Sender, channel};
    use std::task::Wake;

    use super::*;

    const HOUR: Duration = Duration::from_secs(3600);

    #[derive(Debug)]
    struct Called(&'static str, Mutex<Sender<&'static str>>);

    impl Wake for Called {
        fn wake(self: Arc<Self>) {
            self.1.lock().unwrap().send(self.0).unwrap();
        }
    }

    #[test]
    fn whoever_waits_for_less_long_is_woken_first_and_only_the_last_waker_is() {
        let (sender, woken) = channel();
        let waker = |name| Waker::from(Arc::new(Called(name, Mutex::new(sender.clone()))));
        let timer = Timer::get().unwrap();
        let [mut far, mut late, mut early] = std::array::from_fn(|_| Sleep::new(timer.clone()));
        far.wake_after(HOUR, &waker("far"));
        late.wake_after(Duration::from_millis(20), &waker("forgotten"));
        late.wake_after(HOUR, &waker("late"));
        early.wake_after(Duration::from_millis(1), &waker("early"));
        assert_eq!([woken.recv().unwrap(), woken.recv().unwrap()], ["early", "late"]);
    }

    #[test]
    fn a_wait_that_is_dropped_leaves_nothing() {
        let called = Arc::new(Called("never", Mutex::new(channel().0)));
        let mut sleep = Sleep::new(Timer::get().unwrap());
        sleep.wake_after(HOUR, &Waker::from(called.clone()));
        assert_eq!(Arc::strong_count(&called), 2);
        drop(sleep);
        assert_eq!(Arc::strong_count(&called), 1);
    }
}
