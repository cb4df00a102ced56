use chrono::TimeDelta;

/// How long things may take. All that is longer is a violation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Budgets {
    /// By how much two readings of clocks on one machine may differ, with the time that passes
    /// between what is judged and its line in a log.
    pub slack: TimeDelta,
    /// Within which a fire is claimed, whatever has happened: what is younger when the store is read
    /// may be without a row, and what is younger when its job is paused may be lost by that.
    pub claim: TimeDelta,
    /// How long the lease of a node lasts.
    pub lease: TimeDelta,
    /// After how long it is renewed.
    pub renew_after: TimeDelta,
    /// How long a body goes on that is cancelled.
    pub cancel: TimeDelta,
    /// Within which each job fires again after the last fault: lease, margin, poll, and some.
    pub recovery: TimeDelta,
    /// Within which what was due during the faults has started.
    pub drain: TimeDelta,
    /// How late the latest but one in a hundred starts, while there is no fault.
    pub lateness_p99: TimeDelta,
}

impl Default for Budgets {
    /// For a lease of two seconds.
    fn default() -> Self {
        Budgets {
            slack: TimeDelta::milliseconds(250),
            claim: TimeDelta::seconds(8),
            lease: TimeDelta::seconds(2),
            renew_after: TimeDelta::milliseconds(700),
            cancel: TimeDelta::seconds(1),
            recovery: TimeDelta::seconds(8),
            drain: TimeDelta::seconds(8),
            lateness_p99: TimeDelta::seconds(1),
        }
    }
}
