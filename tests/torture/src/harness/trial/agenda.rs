use std::time::Duration;

use super::super::clock::monotonic_us;

/// What is to be done, and when.
#[derive(Debug)]
pub(super) struct Agenda<T>(Vec<(i64, T)>);

impl<T> Agenda<T> {
    pub(super) fn new() -> Self {
        Agenda(Vec::new())
    }

    pub(super) fn add(&mut self, from_now: Duration, item: T) {
        let from_now = i64::try_from(from_now.as_micros()).unwrap_or(i64::MAX / 2);
        self.0.push((monotonic_us() + from_now, item));
    }

    /// What is due, the longest due first.
    pub(super) fn due(&mut self) -> Option<T> {
        let now = monotonic_us();
        let due = self.0.iter().enumerate().filter(|(_, (at, _))| *at <= now);
        let (index, _) = due.min_by_key(|(_, (at, _))| *at)?;
        Some(self.0.remove(index).1)
    }
}
