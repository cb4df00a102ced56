//! What a store may forget that says so: it goes back to what it was at some moment before it was killed.

use chrono::{DateTime, TimeDelta, Utc};

use super::Budgets;
use crate::history::{Body, Dump, FaultKind, History};

/// When that was.
#[derive(Debug)]
pub(crate) struct Losses {
    times: Vec<Loss>,
    /// By how much later than its claim a body may be entered.
    slack: TimeDelta,
    /// By how much later than its end that may be written: then the node has no lease any more.
    lease: TimeDelta,
}

/// What was told in this time may be forgotten.
#[derive(Debug, Clone, Copy)]
struct Loss {
    from: DateTime<Utc>,
    until: DateTime<Utc>,
}

impl Losses {
    pub(crate) fn of(history: &History, budgets: &Budgets) -> Self {
        let losses = history.faults.iter().filter(|fault| fault.kind == FaultKind::Loss);
        let times = losses.map(|fault| Loss { from: fault.began, until: fault.ended.unwrap_or(fault.began) });
        Losses { times: times.collect(), slack: budgets.slack, lease: budgets.lease }
    }

    /// Of a body whose claim may be forgotten: from when on.
    pub(super) fn of_start(&self, body: &Body) -> Option<DateTime<Utc>> {
        self.between(body.started - self.slack, body.started)
    }

    /// Of a body whose end may be forgotten: from when on.
    pub(super) fn of_end(&self, body: &Body) -> Option<DateTime<Utc>> {
        let (ended, _) = body.ended?;
        self.between(ended, ended + self.lease)
    }

    /// Whether one body may be entered though another was, because that is forgotten: its claim, or, of what is
    /// run again, its end.
    pub(crate) fn let_start_again(&self, before: &Body, after: &Body, is_rerun: bool) -> bool {
        let of_end = self.of_end(before).filter(|_| is_rerun);
        self.of_start(before).into_iter().chain(of_end).any(|until| after.started >= until)
    }

    /// Whether what was read then need not be found later.
    pub(super) fn may_have_forgotten(&self, dump: &Dump) -> bool {
        self.times.iter().any(|loss| dump.ended >= loss.from && dump.began <= loss.until)
    }

    /// When a body may count no more: with its claim forgotten, or with the last renewals of its node's lease.
    pub(super) fn end_of(&self, body: &Body, budgets: &Budgets) -> Option<DateTime<Utc>> {
        let lease = budgets.lease - budgets.renew_after;
        let goes_on = |loss: &&Loss| {
            body.started <= loss.until && body.ended.is_none_or(|(ended, _)| ended >= loss.until)
        };
        let of_lease = self.times.iter().find(goes_on).map(|loss| loss.until.max(loss.from + lease));
        self.of_start(body).or(of_lease)
    }

    /// The end of the loss in which that was which was told to the store between two instants.
    fn between(&self, earliest: DateTime<Utc>, latest: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let is_in = |loss: &&Loss| earliest <= loss.until && latest >= loss.from;
        self.times.iter().find(is_in).map(|loss| loss.until)
    }
}
