//! The only place that reads the time or sleeps, with its timer.

mod timer;

use std::fmt::Debug;
use std::future::poll_fn;
use std::sync::{LazyLock, PoisonError};
use std::task::Poll;
use std::time::{Duration, Instant, SystemTime};

use chrono::{DateTime, Utc};

use crate::job::BoxFuture;
use crate::sync::{Condvar, MutexGuard};
use timer::{Sleep, Timer};

/// Tells the time and waits for it.
///
/// The scheduler takes all time from its clock, so a test can set it:
/// [`testing::ManualClock`](crate::testing::ManualClock).
pub trait Clock: Debug + Send + Sync + 'static {
    /// The present instant.
    fn now(&self) -> DateTime<Utc>;

    /// Waits until the clock shows `deadline`; never returns before.
    fn sleep_until(&self, deadline: DateTime<Utc>) -> BoxFuture<'_, ()>;

    /// Whether it shows the real time of day, which other programs and databases go by as well. If
    /// so, the clock of a store that many nodes share decides what is due in that store; otherwise
    /// this clock does. Default: `false`.
    fn is_system(&self) -> bool {
        false
    }

    /// How much time has passed since some fixed instant, even if the clock was set meanwhile.
    fn elapsed(&self) -> Duration;

    /// Waits until this much time has passed since the call, even if the clock is set
    /// meanwhile.
    fn sleep(&self, time: Duration) -> BoxFuture<'static, ()>;
}

/// The machine's clock.
///
/// Waits end within about a tenth of a millisecond. One thread serves all waits of the process,
/// and sleeps in between. When somebody sets the machine's clock, or the machine was suspended,
/// a wait that is under way notices within 30 seconds.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

/// A timer counts elapsed time, the deadline is a wall-clock time. Looking at
/// the wall clock this often bounds the harm when somebody sets it, and when the
/// machine was suspended.
const LONGEST_SLEEP: Duration = Duration::from_secs(30);

impl SystemClock {
    /// How long to sleep before looking again; `None` once the deadline has come.
    fn rest(self, deadline: DateTime<Utc>) -> Option<Duration> {
        // A negative remainder does not convert.
        let rest = (deadline - self.now()).to_std().ok().filter(|rest| !rest.is_zero());
        rest.map(|rest| rest.min(LONGEST_SLEEP))
    }
}

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    fn now(&self) -> DateTime<Utc> {
        SystemTime::now().into()
    }

    fn sleep_until(&self, deadline: DateTime<Utc>) -> BoxFuture<'_, ()> {
        Box::pin(wait(move || self.rest(deadline)))
    }

    fn is_system(&self) -> bool {
        true
    }

    fn elapsed(&self) -> Duration {
        static ORIGIN: LazyLock<Instant> = LazyLock::new(timer::now);
        ORIGIN.elapsed()
    }

    fn sleep(&self, time: Duration) -> BoxFuture<'static, ()> {
        let start = timer::now();
        Box::pin(wait(move || time.checked_sub(start.elapsed()).filter(|rest| !rest.is_zero())))
    }
}

/// Waits until there is no `rest` any more.
#[expect(clippy::disallowed_methods, reason = "this is the clock")]
async fn wait(rest: impl Fn() -> Option<Duration>) {
    match Timer::get() {
        Ok(timer) => {
            let mut sleep = Sleep::new(timer);
            poll_fn(|cx| match rest() {
                None => Poll::Ready(()),
                Some(rest) => {
                    sleep.wake_after(rest, cx.waker());
                    Poll::Pending
                }
            })
            .await;
        }
        Err(error) => {
            tracing::error!(%error, "no thread for the timer; waiting by the runtime's, which is coarser");
            while let Some(rest) = rest() {
                tokio::time::sleep(rest).await;
            }
        }
    }
}

/// Waits on a thread until it is told of a change; `true` if so much time has passed in vain.
#[expect(clippy::disallowed_methods, reason = "this is the clock")]
pub(crate) fn wait_timeout<'a, T>(
    changed: &Condvar,
    guard: MutexGuard<'a, T>,
    time: Duration,
) -> (MutexGuard<'a, T>, bool) {
    let (guard, result) = changed.wait_timeout(guard, time).unwrap_or_else(PoisonError::into_inner);
    (guard, result.timed_out())
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[tokio::test]
    async fn a_sleep_never_ends_before_its_deadline() {
        for microseconds in [1, 500, 1_500, 3_000] {
            let deadline = SystemClock.now() + TimeDelta::microseconds(microseconds);
            SystemClock.sleep_until(deadline).await;
            assert!(SystemClock.now() >= deadline);
        }
    }

    #[test]
    fn the_wall_clock_is_looked_at_in_between_since_somebody_may_set_it() {
        let in_days = |days| SystemClock.rest(SystemClock.now() + TimeDelta::days(days));
        assert_eq!(in_days(1), Some(LONGEST_SLEEP));
        assert_eq!(in_days(-1), None);
    }

    #[tokio::test]
    async fn a_sleep_is_over_when_its_time_has_passed_since_the_call() {
        let before = timer::now();
        let sleep = SystemClock.sleep(Duration::from_millis(2));
        SystemClock.sleep(Duration::from_millis(2)).await;
        assert!(before.elapsed() >= Duration::from_millis(2));
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        assert!(std::pin::pin!(sleep).poll(&mut context).is_ready());
        assert!(SystemClock.sleep(Duration::MAX).as_mut().poll(&mut context).is_pending());
    }

    #[tokio::test]
    async fn a_deadline_in_the_past_is_no_sleep() {
        SystemClock.sleep_until(DateTime::<Utc>::MIN_UTC).await;
        let mut far = SystemClock.sleep_until(DateTime::<Utc>::MAX_UTC);
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        assert!(far.as_mut().poll(&mut context).is_pending());
    }
}
