use std::collections::BTreeMap;
use std::collections::btree_map::OccupiedEntry;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::executor::Submission;

/// Runs that have failed and wait for their next attempt, by when that is. The waits are for
/// time that passes ([`Clock::elapsed`](crate::Clock::elapsed)), whatever a clock shows.
#[derive(Debug, Default)]
pub(super) struct Retries {
    waiting: Mutex<Waiting>,
}

#[derive(Debug, Default)]
struct Waiting {
    /// The number keeps those of one instant apart, and in order.
    queue: BTreeMap<(Duration, u64), Submission>,
    added: u64,
}

impl Retries {
    /// Keeps a run until so much time has passed, or gives it back: `allowed` is asked under the lock, so that
    /// whoever forbids it and then takes what is meant misses none.
    pub(super) fn keep(
        &self,
        submission: Submission,
        until: Duration,
        allowed: impl FnOnce(&Submission) -> bool,
    ) -> Option<Submission> {
        let mut waiting = self.waiting();
        if !allowed(&submission) {
            return Some(submission);
        }
        waiting.added += 1;
        let number = waiting.added;
        waiting.queue.insert((until, number), submission);
        None
    }

    /// When the first of them is to be taken.
    pub(super) fn next(&self) -> Option<Duration> {
        self.waiting().queue.first_key_value().map(|((until, _), _)| *until)
    }

    /// Takes one that has waited long enough.
    pub(super) fn take_due(&self, elapsed: Duration) -> Option<Submission> {
        let mut waiting = self.waiting();
        let first = waiting.queue.first_entry().filter(|first| first.key().0 <= elapsed);
        first.map(OccupiedEntry::remove)
    }

    /// Takes all that are meant.
    pub(super) fn take(&self, is_meant: impl Fn(&Submission) -> bool) -> impl Iterator<Item = Submission> {
        let mut waiting = self.waiting();
        let all = std::mem::take(&mut waiting.queue);
        let (taken, kept): (BTreeMap<_, _>, _) =
            all.into_iter().partition(|(_, submission)| is_meant(submission));
        waiting.queue = kept;
        taken.into_values()
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
