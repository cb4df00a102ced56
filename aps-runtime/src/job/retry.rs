use std::num::NonZeroU32;
use std::time::Duration;

/// How often, and when, a run that failed is tried again.
///
/// A run is tried again if it returned an error, panicked, took longer than its `timeout`, or crashed the process
/// that it ran in. It is not tried again if it could not be started or was cancelled. The wait grows with each
/// attempt, up to a limit: by default 1, 2, 4, 8 … seconds, and never more than five minutes.
///
/// ```
/// use std::time::Duration;
/// use aps_runtime::Retry;
///
/// const RETRY: Retry = Retry::times(3).delay(Duration::from_secs(10));
/// let waits: Vec<_> = (2..=4).map(|attempt| RETRY.delay_before(attempt).as_secs()).collect();
/// assert_eq!(waits, [10, 20, 40]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retry {
    /// How many attempts there are in all, including the first: 3 is one try and two more.
    pub attempts: NonZeroU32,
    /// The wait before the second attempt. Default: [`Retry::DELAY`].
    pub delay: Duration,
    /// By which factor each wait is longer than the one before. Default: [`Retry::FACTOR`]; 1
    /// keeps the waits equal.
    pub factor: NonZeroU32,
    /// The longest wait. Default: [`Retry::MAX_DELAY`].
    pub max_delay: Duration,
}

impl Retry {
    /// One second.
    pub const DELAY: Duration = Duration::from_secs(1);
    /// Two: each wait is twice as long as the one before.
    pub const FACTOR: NonZeroU32 = NonZeroU32::MIN.saturating_add(1);
    /// Five minutes.
    pub const MAX_DELAY: Duration = Duration::from_secs(5 * 60);
    /// One attempt only: the default.
    pub const NEVER: Retry = Retry::attempts(NonZeroU32::MIN);

    /// A run that failed is tried again so many times, with the default waits before: 2 is three attempts
    /// in all.
    ///
    /// ```
    /// use aps_runtime::Retry;
    ///
    /// assert_eq!(Retry::times(2).attempts.get(), 3);
    /// assert_eq!(Retry::times(0), Retry::NEVER);
    /// ```
    pub const fn times(retries: u32) -> Self {
        Retry::attempts(NonZeroU32::MIN.saturating_add(retries))
    }

    /// This many attempts in all, including the first, with the default waits between them.
    pub const fn attempts(attempts: NonZeroU32) -> Self {
        Retry { attempts, delay: Self::DELAY, factor: Self::FACTOR, max_delay: Self::MAX_DELAY }
    }

    /// Sets the wait before the second attempt.
    #[must_use]
    pub const fn delay(self, delay: Duration) -> Self {
        Retry { delay, ..self }
    }

    /// Sets by which factor each wait is longer than the one before.
    #[must_use]
    pub const fn factor(self, factor: NonZeroU32) -> Self {
        Retry { factor, ..self }
    }

    /// Sets the longest wait.
    #[must_use]
    pub const fn max_delay(self, max_delay: Duration) -> Self {
        Retry { max_delay, ..self }
    }

    /// The wait before an attempt: `delay * factor^(attempt - 2)`, at most `max_delay`.
    /// Before the first one there is none.
    pub fn delay_before(&self, attempt: u32) -> Duration {
        let Some(growths) = attempt.checked_sub(2) else { return Duration::ZERO };
        let delay = self.factor.get().checked_pow(growths).and_then(|factor| self.delay.checked_mul(factor));
        // What is too large to be told is zero all the same, if the first wait is.
        let delay = if self.delay.is_zero() { self.delay } else { delay.unwrap_or(Duration::MAX) };
        delay.min(self.max_delay)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn retry(delay: u64, factor: u32, max_delay: u64) -> Retry {
        Retry::NEVER
            .delay(Duration::from_secs(delay))
            .factor(NonZeroU32::new(factor).unwrap())
            .max_delay(Duration::from_secs(max_delay))
    }

    fn waits(retry: Retry, attempts: impl IntoIterator<Item = u32>) -> Vec<u64> {
        attempts.into_iter().map(|attempt| retry.delay_before(attempt).as_secs()).collect()
    }

    #[test]
    fn waits_grow_up_to_the_limit() {
        assert_eq!(waits(retry(1, 2, 10), 0..=7), [0, 0, 1, 2, 4, 8, 10, 10]);
        assert_eq!(waits(retry(3, 1, 10), 2..=4), [3, 3, 3]);
        assert_eq!(waits(retry(20, 2, 10), [2]), [10]);
    }

    #[test]
    fn what_is_too_large_to_be_counted_is_the_limit() {
        assert_eq!(waits(retry(1, 2, 10), [34, 1_000, u32::MAX]), [10, 10, 10]);
        assert_eq!(waits(retry(0, 2, 10), [2, 1_000]), [0, 0]);
    }
}
