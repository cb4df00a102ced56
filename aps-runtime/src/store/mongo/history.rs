//! What became of fire times.

use std::cmp::Reverse;

use mongodb::action::Action;
use mongodb::bson::{Document, doc};
use mongodb::options::Hint;

use super::connect::within;
use super::fault::Fault;
use super::migrate::LIVE;
use super::read::all;
use super::run_document::record;
use super::store::Store;
use super::transaction::BATCH;
use crate::store::{HistoryQuery, RunRecord, StoreError};

impl Store {
    /// What is not over comes first, then what ended last.
    pub(super) async fn history(&self, query: &HistoryQuery) -> Result<Vec<RunRecord>, StoreError> {
        let state = |state| doc! {"state": state};
        let mut runs = self.part(query, state("running"), doc! {"scheduled_at": -1}, Some(LIVE)).await?;
        runs.append(&mut self.part(query, state("pending"), doc! {"scheduled_at": -1}, None).await?);
        runs.sort_by_key(|run| Reverse(run.times.first));
        let ended = doc! {"ended_us": {"$gte": i64::MIN}};
        runs.append(&mut self.part(query, ended, doc! {"ended_us": -1}, None).await?);
        runs.truncate(usize::try_from(query.limit).unwrap_or(usize::MAX));
        Ok(runs)
    }

    async fn part(
        &self,
        query: &HistoryQuery,
        mut filter: Document,
        order: Document,
        index: Option<&str>,
    ) -> Result<Vec<RunRecord>, StoreError> {
        // To MongoDB, a limit of 0 is none.
        if query.limit == 0 {
            return Ok(Vec::new());
        }
        filter.extend(query.job_id.as_ref().map(|id| ("job_id".to_owned(), id.as_str().into())));
        let fields = doc! {"snapshot": 0};
        let (runs, limit) = (self.collection(&self.names.runs)?, query.limit.into());
        let find = runs.find(filter).projection(fields).sort(order).batch_size(BATCH).limit(limit);
        let find = find.optional(index, |find, index| find.hint(Hint::Name(index.to_owned())));
        let found = all(within(async { Ok(find.await?) }).await?).await?;
        let mut runs: Vec<_> = found.iter().filter_map(|run| readable(record(run))).collect();
        runs.sort_by_key(|run| Reverse((run.ended_at, run.times.first)));
        Ok(runs)
    }
}

/// One that somebody has spoilt hides no other.
fn readable(run: Result<RunRecord, Fault>) -> Option<RunRecord> {
    run.inspect_err(|error| tracing::warn!(%error, "a run in the history cannot be read")).ok()
}
