//! How runs end, and go on to their next fire time.

use std::collections::HashMap;
use std::time::Duration;

use serde::Serialize;

use super::database::Session;
use super::own_run::OwnRun;
use super::retry::{Setback, Tries};
use super::rows::batches;
use super::run_row::EndColumns;
use super::store::SqlStore;
use crate::job::vocabulary::RunTime;
use crate::job::{RunEnd, RunTicket};
use crate::store::ledger::{Ledger, is_last};
use crate::store::{Node, StoreError, Written};

/// For how long it is asked what became of ends whose COMMIT was not answered. After that the store is taken for one that
/// has failed, and the scheduler asks.
const LONGEST: Duration = Duration::from_secs(5);

/// The end of a run of one fire time, which is not looked for first.
#[derive(Serialize)]
struct WholeRow<'a> {
    job_id: &'a str,
    scheduled_at: RunTime,
    token: i64,
    fence: i64,
    #[serde(flatten)]
    end: EndColumns,
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
        let (whole, others) = of_whole_runs(ends);
        let ended = self.end_whole_runs(&mut *session, &member.node, &whole).await?;
        // Where some were not under way, all are looked for: to have been ended before counts, or just now.
        let sought = if ended == whole.len() { others } else { ends.iter().enumerate().collect() };
        let mut written = vec![Written::Done; ends.len()];
        for (index, of_one) in self.end_any_runs(&mut *session, &member.node, sought).await? {
            if let Some(written) = written.get_mut(index) {
                *written = of_one;
            }
        }
        session.commit().await.map_err(Setback::of_commit)?;
        Ok(written)
    }

    /// How many of them were under way.
    async fn end_whole_runs(
        &self,
        session: &mut dyn Session,
        node: &Node,
        ends: &[&RunEnd],
    ) -> Result<usize, StoreError> {
        let mut ended = 0;
        for batch in batches(ends.iter().map(|end| WholeRow::of(end)))? {
            let values = [("rows", batch.as_str().into()), ("node", (&*node.id).into())];
            ended += session.execute(&self.statements.end_whole_runs, &values).await?;
        }
        Ok(usize::try_from(ended).unwrap_or(usize::MAX))
    }

    async fn end_any_runs(
        &self,
        session: &mut dyn Session,
        node: &Node,
        ends: Vec<(usize, &RunEnd)>,
    ) -> Result<Vec<(usize, Written)>, StoreError> {
        let found = self.own_runs(session, &node.id, &ends).await?;
        let mut ledger = Ledger::new();
        let written = ends.iter().zip(found).map(|((n, end), found)| (*n, ledger.end(end, found))).collect();
        let (ended, added) = ledger.close();
        for batch in batches(ended)? {
            session.execute(&self.statements.end_runs, &[("rows", batch.as_str().into())]).await?;
        }
        self.add_runs(session, node, added).await?;
        Ok(written)
    }

    async fn own_runs(
        &self,
        session: &mut dyn Session,
        node: &str,
        ends: &[(usize, &RunEnd)],
    ) -> Result<Vec<Option<OwnRun>>, StoreError> {
        let mut found = vec![None; ends.len()];
        let rows = ends.iter().enumerate().map(|(n, (_, end))| OwnRow {
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

impl<'a> WholeRow<'a> {
    fn of(end: &'a RunEnd) -> Self {
        WholeRow {
            job_id: end.job_id.as_str(),
            scheduled_at: RunTime(end.scheduled_run_time),
            token: end.ticket.token.cast_signed(),
            fence: end.ticket.fence.cast_signed(),
            end: EndColumns::of(end, false),
        }
    }
}

/// Those that end runs and leave nothing of them to be done, as nearly all do; and the others, with their places.
fn of_whole_runs(ends: &[RunEnd]) -> (Vec<&RunEnd>, Vec<(usize, &RunEnd)>) {
    let mut counts: HashMap<RunTicket, u32> = HashMap::with_capacity(ends.len());
    for end in ends {
        *counts.entry(end.ticket).or_default() += 1;
    }
    let (mut whole, mut others) = (Vec::with_capacity(ends.len()), Vec::new());
    for (index, end) in ends.iter().enumerate() {
        if is_last(end) && counts.get(&end.ticket) == Some(&1) {
            whole.push(end);
        } else {
            others.push((index, end));
        }
    }
    (whole, others)
}
