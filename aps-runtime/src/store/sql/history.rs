//! What became of fire times.

use std::cmp::Reverse;

use super::database::Row;
use super::fault::Fault;
use super::store::SqlStore;
use crate::engine::Span;
use crate::job::JobId;
use crate::job::RunOutcome;
use crate::store::{HistoryQuery, RunRecord, StoreError};

impl SqlStore {
    /// What is not over comes first, then what ended last.
    pub(super) async fn history(&self, query: &HistoryQuery) -> Result<Vec<RunRecord>, StoreError> {
        let mut session = self.read().await?;
        let values = [
            ("any", i64::from(query.job_id.is_none()).into()),
            ("id", query.job_id.as_ref().map_or("", JobId::as_str).into()),
            ("most", i64::from(query.limit).into()),
        ];
        let mut runs = Vec::new();
        for statement in [&self.statements.live_history, &self.statements.ended_history] {
            let rows = session.rows(statement, &values).await?;
            let mut part = rows.iter().map(run_record).collect::<Result<Vec<_>, _>>()?;
            part.sort_by_key(|run| Reverse((run.ended_at, run.times.first)));
            runs.append(&mut part);
        }
        runs.truncate(usize::try_from(query.limit).unwrap_or(usize::MAX));
        Ok(runs)
    }
}

fn run_record(row: &Row) -> Result<RunRecord, Fault> {
    let state = row.text(4)?;
    let result = row.text_or_null(11)?.map(serde_json::from_str).transpose();
    Ok(RunRecord {
        job_id: JobId::new(row.text(0)?).map_err(|error| Fault::new(error.to_string()))?,
        times: Span { first: row.time(1)?, through: row.time(2)? },
        is_manual: row.is_true(3)?,
        outcome: RunOutcome::of_name(state)
            .ok_or_else(|| Fault::new(format!("`{}` is no state of a run", state.escape_debug())))?,
        node: Some(row.text(5)?.into()),
        fence: row.number(6)?.cast_unsigned(),
        attempts: u32::try_from(row.number(7)?).unwrap_or_default(),
        started_at: row.time_or_null(8)?,
        ended_at: row.time_or_null(9)?,
        error: row.text_or_null(10)?.map(str::to_owned),
        result: result.map_err(|error| Fault::new(format!("a result cannot be read: {error}")))?,
    })
}
