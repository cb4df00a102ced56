//! What became of fire times.

use std::cmp::Reverse;

use serde::Serialize;

use super::run_row::{RunRow, run_record};
use super::scripts;
use super::store::Store;
use crate::job::JobId;
use crate::store::{HistoryQuery, RunRecord, StoreError};

/// How many a script gives.
const MOST: usize = 500;

#[derive(Serialize)]
struct Page<'a> {
    id: &'a str,
    offset: usize,
    limit: usize,
}

impl Store {
    /// What is not over comes first, then what ended last.
    pub(super) async fn history(&self, query: &HistoryQuery) -> Result<Vec<RunRecord>, StoreError> {
        let id = query.job_id.as_ref().map_or("", JobId::as_str);
        let limit = usize::try_from(query.limit).unwrap_or(usize::MAX);
        let mut runs = self.live_runs(id, limit).await?;
        if runs.len() < limit {
            runs.append(&mut self.ended_runs(id, limit - runs.len()).await?);
        }
        Ok(runs)
    }

    async fn live_runs(&self, id: &str, limit: usize) -> Result<Vec<RunRecord>, StoreError> {
        let mut runs = Vec::new();
        loop {
            let page = Page { id, offset: runs.len(), limit: MOST.min(limit - runs.len()) };
            let is_full = page.limit;
            let rows: Vec<RunRow> = self.call(&scripts::LIVE_HISTORY, None, page).await?;
            let is_last = rows.len() < is_full;
            for row in &rows {
                runs.push(run_record(row)?);
            }
            if is_last || runs.len() == limit {
                runs.sort_by_key(|run| Reverse(run.times.first));
                return Ok(runs);
            }
        }
    }

    async fn ended_runs(&self, id: &str, limit: usize) -> Result<Vec<RunRecord>, StoreError> {
        let (mut runs, mut offset) = (Vec::new(), 0);
        while runs.len() < limit {
            let page = Page { id, offset, limit: MOST.min(limit - runs.len()) };
            let (looked, rows): (usize, Vec<RunRow>) = self.call(&scripts::ENDED_HISTORY, None, page).await?;
            for row in rows.iter().filter(|row| !row.is_empty()) {
                runs.push(run_record(row)?);
            }
            if looked == 0 {
                break;
            }
            offset += looked;
        }
        runs.sort_by_key(|run: &RunRecord| Reverse((run.ended_at, run.times.first)));
        Ok(runs)
    }
}
