//! What is to be written of runs that come through several fire times.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};

use super::database::Row;
use super::fault::Fault;
use super::run_row::{EndColumns, EndRow, RunRow};
use crate::engine::Span;
use crate::job::vocabulary::RunTime;
use crate::job::{RunEnd, RunTicket};
use crate::store::Written;

/// A run of this node, at one of its fire times.
#[derive(Debug, Clone)]
pub(super) struct OwnRun {
    generation: i64,
    through: DateTime<Utc>,
    manual: i64,
    is_running: bool,
    slot: Option<i64>,
    can_be_rerun: bool,
    job: Option<String>,
}

/// What is to be written. A run may have come through several of its fire times since the last
/// time: then all but the first of these are not in the database yet.
#[derive(Default)]
pub(super) struct Ledger<'a> {
    ended: Vec<EndRow<'a>>,
    added: Vec<RunRow>,
    /// Runs that have gone on to a fire time that is still to be written.
    going: HashMap<(&'a str, RunTicket), (DateTime<Utc>, OwnRun)>,
    told: HashSet<(&'a str, RunTicket, DateTime<Utc>)>,
}

impl OwnRun {
    pub(super) fn of(row: &Row) -> Result<Self, Fault> {
        Ok(OwnRun {
            generation: row.number(1)?,
            through: row.time(2)?,
            manual: row.number(3)?,
            is_running: row.text(4)? == "running",
            slot: row.number_or_null(5)?,
            can_be_rerun: row.is_true(6)?,
            job: row.text_or_null(7)?.map(str::to_owned),
        })
    }
}

impl<'a> Ledger<'a> {
    pub(super) fn end(&mut self, end: &'a RunEnd, found: Option<OwnRun>) -> Written {
        let key = (end.job_id.as_str(), end.ticket);
        let is_new = self.told.insert((key.0, key.1, end.scheduled_run_time));
        if let Some(run) = found {
            if is_new && run.is_running {
                self.ended.push(run.end_row(end));
                self.go_on(end, run);
            }
            return Written::Done;
        }
        match self.going.remove(&key) {
            Some((at, run)) if at == end.scheduled_run_time => {
                self.added.push(run.added_row(end));
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

    fn go_on(&mut self, end: &'a RunEnd, run: OwnRun) {
        if let Some(at) = end.goes_on {
            self.going.insert((end.job_id.as_str(), end.ticket), (at, run));
        }
    }

    pub(super) fn into_rows(mut self) -> (Vec<EndRow<'a>>, Vec<RunRow>) {
        let going = self.going.into_iter().map(|((id, ticket), (at, run))| {
            let span = Span { first: at, through: run.through };
            let row = RunRow::new(id, span, run.generation, EndColumns::running()).with_ticket(ticket);
            RunRow { manual: run.manual, slot: run.slot, job: run.job, ..row }
        });
        self.added.extend(going);
        (self.ended, self.added)
    }
}

impl OwnRun {
    /// Up to where the end counts.
    fn end_of(&self, end: &RunEnd) -> DateTime<Utc> {
        if end.goes_on.is_some() { end.scheduled_run_time } else { self.through }
    }

    fn end_row<'a>(&self, end: &'a RunEnd) -> EndRow<'a> {
        EndRow {
            job_id: end.job_id.as_str(),
            scheduled_at: RunTime(end.scheduled_run_time),
            generation: self.generation,
            through_at: RunTime(self.end_of(end)),
            end: EndColumns::of(end, self.can_be_rerun),
        }
    }

    fn added_row(&self, end: &RunEnd) -> RunRow {
        let span = Span { first: end.scheduled_run_time, through: self.end_of(end) };
        let columns = EndColumns::of(end, self.can_be_rerun);
        let job = self.job.clone().filter(|_| columns.state == "pending");
        let row = RunRow::new(end.job_id.as_str(), span, self.generation, columns).with_ticket(end.ticket);
        RunRow { manual: self.manual, job, ..row }
    }
}
