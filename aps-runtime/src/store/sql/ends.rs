//! How runs end, and go on to their next fire time.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::database::{Row, Session};
use super::fault::Fault;
use super::retry::{Setback, Tries};
use super::rows::batches;
use super::run_row::{EndColumns, EndRow, RunRow};
use super::store::SqlStore;
use crate::engine::Span;
use crate::job::vocabulary::RunTime;
use crate::job::{RunEnd, RunTicket};
use crate::store::{StoreError, Written};

/// For how long it is asked what became of ends whose COMMIT was not answered. After that the store is taken for one that
/// has failed, and the scheduler asks.
const LONGEST: Duration = Duration::from_secs(5);

/// A run of this node, at one of its fire times.
#[derive(Debug, Clone)]
struct OwnRun {
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
struct Ledger<'a> {
    ended: Vec<EndRow<'a>>,
    added: Vec<RunRow>,
    /// Runs that have gone on to a fire time that is still to be written.
    going: HashMap<(&'a str, RunTicket), (DateTime<Utc>, OwnRun)>,
    told: HashSet<(&'a str, RunTicket, DateTime<Utc>)>,
}

#[derive(Serialize)]
struct OwnRow<'a> {
    n: usize,
    job_id: &'a str,
    scheduled_at: RunTime,
    token: i64,
    fence: i64,
    goes_on: i64,
}

impl SqlStore {
    /// What may have been written before is found as it was written: so it can be said again, and then
    /// it is known.
    pub(super) async fn end_runs(&self, ends: &[RunEnd]) -> Result<Vec<Written>, StoreError> {
        if ends.is_empty() {
            return Ok(Vec::new());
        }
        let mut tries = Tries::new(LONGEST);
        loop {
            match self.try_to_end(ends).await {
                Ok(written) => return Ok(written),
                Err(setback) => tries.again(setback).await?,
            }
        }
    }

    /// Waits for what was sent before, and may still be written, since that holds the same rows locked.
    async fn try_to_end(&self, ends: &[RunEnd]) -> Result<Vec<Written>, Setback> {
        let member = self.member()?;
        let mut session = self.begin().await?;
        let found = self.own_runs(&mut *session, &member.node.id, ends).await?;
        let mut ledger = Ledger::default();
        let written = ends.iter().zip(found).map(|(end, found)| ledger.end(end, found)).collect();
        let (ended, added) = ledger.into_rows();
        for batch in batches(ended)? {
            session.execute(&self.statements.end_runs, &[("rows", batch.as_str().into())]).await?;
        }
        self.add_runs(&mut *session, &member.node, added).await?;
        session.commit().await.map_err(Setback::of_commit)?;
        Ok(written)
    }

    async fn own_runs(
        &self,
        session: &mut dyn Session,
        node: &str,
        ends: &[RunEnd],
    ) -> Result<Vec<Option<OwnRun>>, StoreError> {
        let mut found = vec![None; ends.len()];
        let rows = ends.iter().enumerate().map(|(n, end)| OwnRow {
            n,
            job_id: end.job_id.as_str(),
            scheduled_at: RunTime(end.scheduled_run_time),
            token: end.ticket.token.cast_signed(),
            fence: end.ticket.fence.cast_signed(),
            goes_on: end.goes_on.is_some().into(),
        });
        for batch in batches(rows)? {
            let values = [("rows", batch.as_str().into()), ("node", node.into())];
            for row in session.rows(&self.statements.own_runs, &values).await? {
                let index = usize::try_from(row.number(0)?).unwrap_or(usize::MAX);
                if let Some(found) = found.get_mut(index) {
                    *found = Some(OwnRun::of(&row)?);
                }
            }
        }
        Ok(found)
    }
}

impl OwnRun {
    fn of(row: &Row) -> Result<Self, Fault> {
        Ok(OwnRun {
            generation: row.number(1)?,
            through: time(row.text(2)?)?,
            manual: row.number(3)?,
            is_running: row.text(4)? == "running",
            slot: row.number_or_null(5)?,
            can_be_rerun: row.is_true(6)?,
            job: row.text_or_null(7)?.map(str::to_owned),
        })
    }
}

pub(super) fn time(text: &str) -> Result<DateTime<Utc>, Fault> {
    crate::store::written::time(text).map_err(Fault::new)
}

impl<'a> Ledger<'a> {
    fn end(&mut self, end: &'a RunEnd, found: Option<OwnRun>) -> Written {
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

    fn into_rows(mut self) -> (Vec<EndRow<'a>>, Vec<RunRow>) {
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
