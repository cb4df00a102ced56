//! What stores that many schedulers share know of schedulers and of runs.

use super::Scheduler;
use super::core::Core;
use super::verb::Verb;
use crate::error::Error;
use crate::store::{HistoryQuery, Node, NodeRecord, RunRecord};

impl Scheduler {
    /// What became of fire times, the latest first, from a store that [keeps
    /// runs](crate::RunStore). For any other store, the list is empty.
    ///
    /// It includes the runs that are under way, on any node. How far back the history goes is a
    /// setting of the store.
    ///
    /// ```
    /// use aps_runtime::HistoryQuery;
    /// use aps_runtime::prelude::*;
    ///
    /// # async fn example(scheduler: Scheduler) -> aps_runtime::Result<()> {
    /// for run in scheduler.history("default", HistoryQuery::last(20).of_job("report")?).await? {
    ///     println!("{} {:?} on {:?}", run.times.first, run.outcome, run.node);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`UnknownJobStore`](crate::ErrorKind::UnknownJobStore); [`Store`](crate::ErrorKind::Store).
    pub fn history(&self, jobstore: impl Into<String>, query: HistoryQuery) -> Verb<Vec<RunRecord>> {
        let jobstore = jobstore.into();
        Verb::new(&self.core, |core| async move {
            let named = core.store(&jobstore)?;
            let Some(store) = named.store.runs() else { return Ok(Vec::new()) };
            store.history(&query).await.map_err(|error| named.error(error))
        })
    }

    /// The schedulers that share a store, including this one, the oldest first. For a store
    /// that cannot be shared, the list is empty.
    ///
    /// # Errors
    ///
    /// [`UnknownJobStore`](crate::ErrorKind::UnknownJobStore); [`Store`](crate::ErrorKind::Store).
    pub fn nodes(&self, jobstore: impl Into<String>) -> Verb<Vec<NodeRecord>> {
        let jobstore = jobstore.into();
        Verb::new(&self.core, |core| async move {
            let named = core.store(&jobstore)?;
            let Some(store) = named.store.runs() else { return Ok(Vec::new()) };
            store.nodes().await.map_err(|error| named.error(error))
        })
    }
}

impl HistoryQuery {
    /// The latest `limit` records.
    pub fn last(limit: u32) -> Self {
        HistoryQuery { job_id: None, limit }
    }

    /// Only those of this job, which may be gone.
    ///
    /// # Errors
    ///
    /// [`InvalidId`](crate::ErrorKind::InvalidId).
    pub fn of_job(self, id: impl AsRef<str>) -> Result<Self, Error> {
        Ok(HistoryQuery { job_id: Some(crate::job::JobId::new(id)?), ..self })
    }
}

impl Core {
    /// A node that nobody has been before.
    pub(super) fn node(&self) -> Node {
        Node { keeps_time: !self.clock.is_system(), ..Node::new(self.registry.function_names()) }
    }
}
