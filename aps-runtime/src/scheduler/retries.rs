use std::collections::BTreeMap;
use std::collections::btree_map::OccupiedEntry;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

use crate::executor::Submission;

/// Runs that have failed and wait for their next attempt, by when that is.
#[derive(Debug, Default)]
pub(super) struct Retries {
    waiting: Mutex<Waiting>,
}

#[derive(Debug, Default)]
struct Waiting {
    /// The number keeps those of one instant apart, and in order.
    queue: BTreeMap<(DateTime<Utc>, u64), Box<Submission>>,
    added: u64,
}

impl Retries {
    /// Keeps a run until then, or gives it back: `allowed` is asked under the lock, so that
    /// whoever forbids it and then takes what is meant misses none.
    pub(super) fn keep(
        &self,
        submission: Box<Submission>,
        until: DateTime<Utc>,
        allowed: impl FnOnce(&Submission) -> bool,
    ) -> Result<(), Box<Submission>> {
        let mut waiting = self.waiting();
        if !allowed(&submission) {
            return Err(submission);
        }
        waiting.added += 1;
        let number = waiting.added;
        waiting.queue.insert((until, number), submission);
        Ok(())
    }

    /// When the first of them is to be taken.
    pub(super) fn next(&self) -> Option<DateTime<Utc>> {
        self.waiting().queue.first_key_value().map(|((until, _), _)| *until)
    }

    /// Takes one that has waited long enough.
    pub(super) fn take_due(&self, now: DateTime<Utc>) -> Option<Box<Submission>> {
        let mut waiting = self.waiting();
        let first = waiting.queue.first_entry().filter(|first| first.key().0 <= now);
        first.map(OccupiedEntry::remove)
    }

    /// Takes all that are meant.
    pub(super) fn take(
        &self,
        is_meant: impl Fn(&Submission) -> bool,
    ) -> impl Iterator<Item = Box<Submission>> {
        let mut waiting = self.waiting();
        let all = std::mem::take(&mut waiting.queue);
        let (taken, kept): (BTreeMap<_, _>, _) =
            all.into_iter().partition(|(_, submission)| is_meant(submission));
        waiting.queue = kept;
        taken.into_values()
    }

    /// The clock was set back by so much. Waits are for time that passes, whatever a clock shows.
    pub(super) fn set_back(&self, by: TimeDelta) {
        let mut waiting = self.waiting();
        let all = std::mem::take(&mut waiting.queue).into_iter();
        let moved = all.map(|((until, number), submission)| {
            ((until.checked_sub_signed(by).unwrap_or(until), number), submission)
        });
        waiting.queue = moved.collect();
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
