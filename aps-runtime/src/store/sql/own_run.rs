//! Runs of this node as they are found, and how their ends are written.

use chrono::{DateTime, Utc};

use super::database::Row;
use super::fault::Fault;
use super::run_row::{EndColumns, EndRow, RunRow};
use crate::engine::Span;
use crate::job::vocabulary::RunTime;
use crate::job::{RunEnd, RunTicket};
use crate::store::ledger;

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

impl ledger::OwnRun for OwnRun {
    type Ended = EndRow;
    type Added = RunRow;

    fn is_running(&self) -> bool {
        self.is_running
    }

    fn through(&self) -> DateTime<Utc> {
        self.through
    }

    fn ended(&self, end: &RunEnd) -> EndRow {
        EndRow {
            job_id: end.job_id.clone(),
            scheduled_at: RunTime(end.scheduled_run_time),
            generation: self.generation,
            through_at: RunTime(self.end_of(end)),
            end: EndColumns::of(end, self.can_be_rerun),
        }
    }

    fn added(&self, end: &RunEnd) -> RunRow {
        let span = Span { first: end.scheduled_run_time, through: self.end_of(end) };
        let columns = EndColumns::of(end, self.can_be_rerun);
        let job = self.job.clone().filter(|_| columns.state == "pending");
        let row = RunRow::new(end.job_id.as_str(), span, self.generation, columns).with_ticket(end.ticket);
        RunRow { manual: self.manual, job, ..row }
    }

    fn rest(self, job_id: &str, ticket: RunTicket, from: DateTime<Utc>) -> RunRow {
        let span = Span { first: from, through: self.through };
        let row = RunRow::new(job_id, span, self.generation, EndColumns::running()).with_ticket(ticket);
        RunRow { manual: self.manual, slot: self.slot, job: self.job, ..row }
    }
}
