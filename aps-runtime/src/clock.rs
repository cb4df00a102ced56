//! The only place that reads the time or sleeps.

use std::fmt::Debug;
use std::time::{Duration, SystemTime};

use chrono::{DateTime, Utc};

use crate::job::BoxFuture;

/// Tells the time and waits for it.
///
/// The scheduler takes all time from its clock, so a test can set it:
/// [`testing::ManualClock`](crate::testing::ManualClock).
pub trait Clock: Debug + Send + Sync + 'static {
    /// The present instant.
    fn now(&self) -> DateTime<Utc>;

    /// Waits until the clock shows `deadline`; never returns before.
    fn sleep_until(&self, deadline: DateTime<Utc>) -> BoxFuture<'_, ()>;

    /// Waits until so much time has passed since the call, whatever somebody sets the
    /// clock to meanwhile.
    fn sleep(&self, time: Duration) -> BoxFuture<'static, ()>;
}

/// The machine's clock.
///
/// A wait sleeps on one timer. When somebody sets the machine's clock, or the
/// machine was suspended, a wait that is under way notices within 30 seconds.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

/// A timer counts elapsed time, the deadline is a wall-clock time. Looking at
/// the wall clock this often bounds the harm when somebody sets it, and when the
/// machine was suspended.
const LONGEST_SLEEP: Duration = Duration::from_secs(30);

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    fn now(&self) -> DateTime<Utc> {
        SystemTime::now().into()
    }

    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    fn sleep_until(&self, deadline: DateTime<Utc>) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            // A negative remainder does not convert: the deadline has passed.
            while let Ok(remaining) = (deadline - self.now()).to_std() {
                if remaining.is_zero() {
                    return;
                }
                tokio::time::sleep(remaining.min(LONGEST_SLEEP)).await;
            }
        })
    }

    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    fn sleep(&self, time: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(time))
    }
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

    #[tokio::test]
    async fn a_deadline_in_the_past_is_no_sleep() {
        SystemClock.sleep_until(DateTime::<Utc>::MIN_UTC).await;
        let mut far = SystemClock.sleep_until(DateTime::<Utc>::MAX_UTC);
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        assert!(far.as_mut().poll(&mut context).is_pending());
    }
}
