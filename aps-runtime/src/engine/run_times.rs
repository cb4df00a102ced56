use std::fmt;
use std::sync::Arc;

use aps_triggers::Trigger;
use chrono::{DateTime, TimeDelta, Utc};

use crate::job::JobRecord;
use crate::panics::contain;

/// The fire times of a job's trigger over a stretch of time; never empty.
///
/// They are worked out one by one while they are read. So a per-second job that
/// was asleep for a year costs as little memory as one that is on time.
#[derive(Clone)]
pub struct RunTimes {
    /// Its trigger, with the rest of the record, which need not be copied.
    job: Arc<JobRecord>,
    first: DateTime<Utc>,
    /// Inclusive.
    until: DateTime<Utc>,
}

impl RunTimes {
    /// From `first` up to and including `last`.
    pub(crate) fn through(job: &Arc<JobRecord>, first: DateTime<Utc>, last: DateTime<Utc>) -> Self {
        RunTimes { job: job.clone(), first, until: last }
    }

    /// From `first` up to but without `end`.
    pub(crate) fn before(job: &Arc<JobRecord>, first: DateTime<Utc>, end: DateTime<Utc>) -> Self {
        RunTimes::through(job, first, end - TimeDelta::nanoseconds(1))
    }

    pub(crate) fn job(&self) -> &Arc<JobRecord> {
        &self.job
    }

    /// As stores name them.
    pub(crate) fn span(&self) -> Span {
        Span { first: self.first, through: self.until }
    }

    /// The earliest of the times.
    pub fn first(&self) -> DateTime<Utc> {
        self.first
    }

    /// All of them, in order.
    pub fn iter(&self) -> RunTimesIter {
        RunTimesIter { times: self.clone(), next: Some(self.first) }
    }
}

impl fmt::Debug for RunTimes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RunTimes({} ..= {})", self.first, self.until)
    }
}

impl PartialEq for RunTimes {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl IntoIterator for RunTimes {
    type Item = DateTime<Utc>;
    type IntoIter = RunTimesIter;

    fn into_iter(self) -> RunTimesIter {
        RunTimesIter { next: Some(self.first), times: self }
    }
}

impl IntoIterator for &RunTimes {
    type Item = DateTime<Utc>;
    type IntoIter = RunTimesIter;

    fn into_iter(self) -> RunTimesIter {
        self.iter()
    }
}

/// Fire times of one job, one after the other. Never empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The first of them.
    pub first: DateTime<Utc>,
    /// None is later than this.
    pub through: DateTime<Utc>,
}

/// Iterates over [`RunTimes`].
#[derive(Debug, Clone)]
pub struct RunTimesIter {
    times: RunTimes,
    next: Option<DateTime<Utc>>,
}

impl RunTimesIter {
    pub(crate) fn job(&self) -> &Arc<JobRecord> {
        &self.times.job
    }

    /// The one that comes next.
    pub(crate) fn peek(&self) -> Option<DateTime<Utc>> {
        self.next
    }

    /// Whether no more will come.
    pub(crate) fn is_done(&self) -> bool {
        self.next.is_none()
    }
}

impl Iterator for RunTimesIter {
    type Item = DateTime<Utc>;

    fn next(&mut self) -> Option<DateTime<Utc>> {
        let current = self.next?;
        let times = &self.times;
        // The next one comes later, so where there is no room for it nobody is asked. A trigger
        // of the user's that panics has no more times: this is asked while a run is dropped,
        // where a second panic would end the program.
        let next = (current < times.until)
            .then(|| contain(|| times.job.trigger.next_fire_time(Some(current), current)).ok().flatten());
        self.next = next.flatten().filter(|next| *next <= times.until);
        Some(current)
    }
}
