//! What stores that many schedulers share know of schedulers and of runs.

use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;

use super::Scheduler;
use super::core::Core;
use super::verb::Verb;
use crate::error::Error;
use crate::store::{HistoryQuery, Node, NodeRecord, RunRecord};

impl Scheduler {
    /// What became of fire times, the latest first, as a store has it that
    /// [keeps runs](crate::RunStore); of any other store nothing.
    ///
    /// What is under way is there as well, on whatever node. How long the history goes back is a
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

    /// The schedulers that share a store, this one among them, the oldest first; nothing if it
    /// is a store that cannot be shared.
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
    /// The last so many.
    pub fn last(limit: u32) -> Self {
        HistoryQuery { job_id: None, limit }
    }

    /// Only of this job, which may be gone.
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
        let functions: Arc<[Arc<str>]> = self.registry.function_names().into_iter().map(Arc::from).collect();
        Node { id: unique().into(), name: name().into(), functions, keeps_time: !self.clock.is_system() }
    }
}

/// 128 bits that stand on the system's random numbers, which are the keys of a `RandomState`.
fn unique() -> String {
    let bits = || RandomState::new().hash_one(crate::job::first_revision());
    format!("{:016x}{:016x}", bits(), bits())
}

/// For people.
fn name() -> String {
    let of_system = std::fs::read_to_string("/proc/sys/kernel/hostname").ok();
    let of_environment = || ["HOSTNAME", "COMPUTERNAME"].iter().find_map(|name| std::env::var(name).ok());
    let host = of_system.or_else(of_environment).unwrap_or_default();
    let host: String = host.trim().chars().take(100).collect();
    let process = std::process::id();
    if host.is_empty() { format!("process {process}") } else { format!("{host}:{process}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_node_is_like_another() {
        let ids: std::collections::HashSet<_> = (0..1000).map(|_| unique()).collect();
        assert_eq!(ids.len(), 1000);
        assert!(ids.iter().all(|id| id.len() == 32));
    }

    #[test]
    fn a_node_has_a_name_for_people() {
        assert!(name().ends_with(&std::process::id().to_string()), "{}", name());
    }
}
