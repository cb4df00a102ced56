//! What is to be written of runs that come through several fire times, in whatever form that is done.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};

use super::Written;
use crate::job::{RunEnd, RunOutcome, RunTicket};

/// A run of this node, at one of its fire times, as a store has it; and how the store writes it.
pub(super) trait OwnRun: Sized {
    /// The end of a run that is there.
    type Ended;
    /// A run that is not there yet.
    type Added;

    fn is_running(&self) -> bool;
    fn through(&self) -> DateTime<Utc>;
    fn ended(&self, end: &RunEnd) -> Self::Ended;
    /// It has come to its end as well.
    fn added(&self, end: &RunEnd) -> Self::Added;
    /// It is under way, from this fire time on.
    fn rest(self, job_id: &str, ticket: RunTicket, from: DateTime<Utc>) -> Self::Added;

    /// Up to where the end counts.
    fn end_of(&self, end: &RunEnd) -> DateTime<Utc> {
        if end.goes_on.is_some() { end.scheduled_run_time } else { self.through() }
    }
}

/// What is to be written. A run may have come through several of its fire times since the last
/// time: then all but the first of these are not in the database yet.
pub(super) struct Ledger<'a, R: OwnRun> {
    ended: Vec<R::Ended>,
    added: Vec<R::Added>,
    /// Runs that have gone on to a fire time that is still to be written.
    going: HashMap<(&'a str, RunTicket), (DateTime<Utc>, R)>,
    told: HashSet<(&'a str, RunTicket, DateTime<Utc>)>,
}

impl<'a, R: OwnRun> Ledger<'a, R> {
    pub(super) fn new() -> Self {
        Ledger { ended: Vec::new(), added: Vec::new(), going: HashMap::new(), told: HashSet::new() }
    }

    /// The next end, with the run at that fire time, if it was found.
    pub(super) fn end(&mut self, end: &'a RunEnd, found: Option<R>) -> Written {
        let key = (end.job_id.as_str(), end.ticket);
        let is_new = self.told.insert((key.0, key.1, end.scheduled_run_time));
        if let Some(run) = found {
            if is_new && run.is_running() {
                self.ended.push(run.ended(end));
                self.go_on(end, run);
            }
            return Written::Done;
        }
        match self.going.remove(&key) {
            Some((at, run)) if at == end.scheduled_run_time => {
                self.added.push(run.added(end));
                self.go_on(end, run);
                Written::Done
            }
            other => {
                let is_known = other.is_some() && !is_new;
                self.going.extend(other.map(|going| (key, going)));
                if is_known { Written::Done } else { Written::Stale }
            }
        }
    }

    fn go_on(&mut self, end: &'a RunEnd, run: R) {
        if let Some(at) = end.goes_on {
            self.going.insert((end.job_id.as_str(), end.ticket), (at, run));
        }
    }

    /// The runs that have ended, and those that are to be added.
    pub(super) fn close(mut self) -> (Vec<R::Ended>, Vec<R::Added>) {
        let going = self.going.into_iter().map(|((id, ticket), (at, run))| run.rest(id, ticket, at));
        self.added.extend(going);
        (self.ended, self.added)
    }
}

/// Whether nothing is left of the run to be done, here or elsewhere.
pub(super) fn is_last(end: &RunEnd) -> bool {
    end.goes_on.is_none() && end.outcome != RunOutcome::Pending
}
