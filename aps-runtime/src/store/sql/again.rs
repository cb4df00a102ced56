//! What is done once more from the start, since another was quicker.

use std::time::Duration;

use super::fault::{Fault, FaultKind};
use crate::clock::{Clock, SystemClock};
use crate::store::StoreError;

/// How often, and no longer than that: a lock that is not given up in time is waited for once more.
const MOST: u32 = 5;
const LIMIT: Duration = Duration::from_secs(8);
const FIRST_PAUSE: Duration = Duration::from_millis(10);

/// Counts.
pub(super) struct Conflicts {
    began: Duration,
    count: u32,
}

impl Conflicts {
    pub(super) fn none() -> Self {
        Conflicts { began: SystemClock.elapsed(), count: 0 }
    }

    /// Whether it is tried again, and after which pause. What has failed was rolled back.
    pub(super) fn pause(&mut self, error: Option<&StoreError>) -> Option<Duration> {
        let Some(StoreError::Failed(error)) = error else { return None };
        let is_conflict =
            error.downcast_ref::<Fault>().is_some_and(|fault| fault.kind() == FaultKind::Conflict);
        let is_late = SystemClock.elapsed().saturating_sub(self.began) > LIMIT;
        if !is_conflict || is_late || self.count == MOST {
            return None;
        }
        self.count += 1;
        Some(FIRST_PAUSE * (1 << self.count))
    }
}

/// Does a step, which is a transaction, until it is not in conflict with those of others.
macro_rules! again {
    ($step:expr) => {{
        let mut conflicts = $crate::store::sql::again::Conflicts::none();
        loop {
            let answer = $step.await;
            let Some(pause) = conflicts.pause(answer.as_ref().err()) else { break answer };
            drop(answer);
            $crate::clock::Clock::sleep(&$crate::clock::SystemClock, pause).await;
        }
    }};
}
pub(super) use again;
