use std::ops::{BitOr, BitOrAssign, Sub, SubAssign};

#[cfg(doc)]
use super::Event;

/// A set of kinds of events. The bits are APScheduler's, where it has the event.
///
/// ```
/// use aps_runtime::EventMask;
///
/// let mask = EventMask::JOB_ERROR | EventMask::JOB_MISSED;
/// assert!(mask.contains(EventMask::JOB_ERROR));
/// assert!(!mask.contains(EventMask::JOB_EXECUTED));
/// assert!(!EventMask::default().contains(EventMask::JOB_ERROR), "the default is the empty set");
///
/// let mask = EventMask::ALL - EventMask::JOB_SUBMITTED;
/// assert!(mask.contains(EventMask::JOB_ERROR));
/// assert!(!mask.contains(EventMask::JOB_SUBMITTED));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct EventMask(pub(super) u32);

impl EventMask {
    /// [`Event::SchedulerStarted`]
    #[doc(alias("EVENT_SCHEDULER_STARTED", "EVENT_SCHEDULER_START"))]
    pub const SCHEDULER_STARTED: EventMask = EventMask(1);
    /// [`Event::SchedulerShutdown`]
    #[doc(alias = "EVENT_SCHEDULER_SHUTDOWN")]
    pub const SCHEDULER_SHUTDOWN: EventMask = EventMask(1 << 1);
    /// [`Event::SchedulerPaused`]
    #[doc(alias = "EVENT_SCHEDULER_PAUSED")]
    pub const SCHEDULER_PAUSED: EventMask = EventMask(1 << 2);
    /// [`Event::SchedulerResumed`]
    #[doc(alias = "EVENT_SCHEDULER_RESUMED")]
    pub const SCHEDULER_RESUMED: EventMask = EventMask(1 << 3);
    /// [`Event::ExecutorAdded`]
    #[doc(alias = "EVENT_EXECUTOR_ADDED")]
    pub const EXECUTOR_ADDED: EventMask = EventMask(1 << 4);
    /// [`Event::ExecutorRemoved`]
    #[doc(alias = "EVENT_EXECUTOR_REMOVED")]
    pub const EXECUTOR_REMOVED: EventMask = EventMask(1 << 5);
    /// [`Event::JobStoreAdded`]
    #[doc(alias = "EVENT_JOBSTORE_ADDED")]
    pub const JOB_STORE_ADDED: EventMask = EventMask(1 << 6);
    /// [`Event::JobStoreRemoved`]
    #[doc(alias = "EVENT_JOBSTORE_REMOVED")]
    pub const JOB_STORE_REMOVED: EventMask = EventMask(1 << 7);
    /// [`Event::AllJobsRemoved`]
    #[doc(alias = "EVENT_ALL_JOBS_REMOVED")]
    pub const ALL_JOBS_REMOVED: EventMask = EventMask(1 << 8);
    /// [`Event::JobAdded`]
    #[doc(alias = "EVENT_JOB_ADDED")]
    pub const JOB_ADDED: EventMask = EventMask(1 << 9);
    /// [`Event::JobRemoved`]
    #[doc(alias = "EVENT_JOB_REMOVED")]
    pub const JOB_REMOVED: EventMask = EventMask(1 << 10);
    /// [`Event::JobModified`]
    #[doc(alias = "EVENT_JOB_MODIFIED")]
    pub const JOB_MODIFIED: EventMask = EventMask(1 << 11);
    /// [`Event::JobExecuted`]
    #[doc(alias = "EVENT_JOB_EXECUTED")]
    pub const JOB_EXECUTED: EventMask = EventMask(1 << 12);
    /// [`Event::JobError`]
    #[doc(alias = "EVENT_JOB_ERROR")]
    pub const JOB_ERROR: EventMask = EventMask(1 << 13);
    /// [`Event::JobMissed`]
    #[doc(alias = "EVENT_JOB_MISSED")]
    pub const JOB_MISSED: EventMask = EventMask(1 << 14);
    /// [`Event::JobSubmitted`]
    #[doc(alias = "EVENT_JOB_SUBMITTED")]
    pub const JOB_SUBMITTED: EventMask = EventMask(1 << 15);
    /// [`Event::JobMaxInstances`]
    #[doc(alias = "EVENT_JOB_MAX_INSTANCES")]
    pub const JOB_MAX_INSTANCES: EventMask = EventMask(1 << 16);
    /// [`Event::JobCoalesced`], which APScheduler does not have
    pub const JOB_COALESCED: EventMask = EventMask(1 << 17);
    /// [`Event::JobStoreFailed`], which APScheduler does not have
    pub const JOB_STORE_FAILED: EventMask = EventMask(1 << 18);
    /// [`Event::JobRetrying`], which APScheduler does not have
    pub const JOB_RETRYING: EventMask = EventMask(1 << 19);
    /// [`Event::JobOverdue`], which APScheduler does not have
    pub const JOB_OVERDUE: EventMask = EventMask(1 << 20);
    /// [`Event::ExecutorMissing`], which APScheduler does not have
    pub const EXECUTOR_MISSING: EventMask = EventMask(1 << 21);
    /// [`Event::JobAbandoned`], which APScheduler does not have
    pub const JOB_ABANDONED: EventMask = EventMask(1 << 22);
    /// [`Event::LeaseLost`], which APScheduler does not have
    pub const LEASE_LOST: EventMask = EventMask(1 << 23);
    /// [`Event::JobUnreadable`], which APScheduler does not have
    pub const JOB_UNREADABLE: EventMask = EventMask(1 << 24);
    /// [`Event::JobStoreRecovered`], which APScheduler does not have
    pub const JOB_STORE_RECOVERED: EventMask = EventMask(1 << 25);
    /// Every event.
    #[doc(alias = "EVENT_ALL")]
    pub const ALL: EventMask = EventMask(u32::MAX);

    /// Whether all of `other` is in this set.
    pub fn contains(self, other: EventMask) -> bool {
        self.0 & other.0 == other.0
    }
}

impl BitOr for EventMask {
    type Output = EventMask;

    fn bitor(self, other: EventMask) -> EventMask {
        EventMask(self.0 | other.0)
    }
}

impl BitOrAssign for EventMask {
    fn bitor_assign(&mut self, other: EventMask) {
        *self = *self | other;
    }
}

/// What is in this set and not in the other, which need not be part of it.
impl Sub for EventMask {
    type Output = EventMask;

    fn sub(self, other: EventMask) -> EventMask {
        EventMask(self.0 & !other.0)
    }
}

impl SubAssign for EventMask {
    fn sub_assign(&mut self, other: EventMask) {
        *self = *self - other;
    }
}

#[cfg(test)]
mod tests {
    use super::EventMask;

    #[test]
    fn masks_are_added_and_taken_away_as_sets() {
        let (error, missed, executed) =
            (EventMask::JOB_ERROR, EventMask::JOB_MISSED, EventMask::JOB_EXECUTED);
        assert_eq!((error | missed) - missed, error);
        assert_eq!(error - missed, error, "what is not there cannot be taken away");
        assert_eq!((error | missed) - (missed | executed), error);
        assert_eq!(error - EventMask::ALL, EventMask::default());
        assert_eq!((EventMask::ALL - error) | error, EventMask::ALL);
        let mut mask = error;
        mask |= missed;
        assert_eq!(mask, error | missed);
        mask -= error;
        assert_eq!(mask, missed);
    }

    /// Those of `apscheduler.events` in version 3.11.
    #[test]
    fn the_bits_are_apschedulers() {
        let bits = [
            (EventMask::SCHEDULER_STARTED, 1),
            (EventMask::SCHEDULER_SHUTDOWN, 2),
            (EventMask::SCHEDULER_PAUSED, 4),
            (EventMask::SCHEDULER_RESUMED, 8),
            (EventMask::EXECUTOR_ADDED, 16),
            (EventMask::EXECUTOR_REMOVED, 32),
            (EventMask::JOB_STORE_ADDED, 64),
            (EventMask::JOB_STORE_REMOVED, 128),
            (EventMask::ALL_JOBS_REMOVED, 256),
            (EventMask::JOB_ADDED, 512),
            (EventMask::JOB_REMOVED, 1024),
            (EventMask::JOB_MODIFIED, 2048),
            (EventMask::JOB_EXECUTED, 4096),
            (EventMask::JOB_ERROR, 8192),
            (EventMask::JOB_MISSED, 16384),
            (EventMask::JOB_SUBMITTED, 32768),
            (EventMask::JOB_MAX_INSTANCES, 65536),
        ];
        for (mask, bit) in bits {
            assert_eq!(mask.0, bit, "{mask:?}");
        }
    }
}
