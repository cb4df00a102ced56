use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::Scheduler;
use super::named_store::{Failure, NamedStore};

/// A job store of a scheduler, and its health: [`Scheduler::job_stores`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct JobStoreInfo {
    /// The alias of the store.
    pub alias: Arc<str>,
    /// Its health.
    pub health: JobStoreHealth,
}

/// Whether a job store works.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum JobStoreHealth {
    /// It works, or it has not been used yet: before the start its health is not known.
    Ready,
    /// It has failed. It is tried again; until it works, its jobs are late.
    Failed {
        /// Since when it has not worked.
        since: DateTime<Utc>,
        /// Its latest error.
        error: Arc<str>,
    },
}

impl Scheduler {
    /// The job stores and their health, in the order in which they were given to the builder. Useful
    /// for a health check of the program. This does not query the stores; it returns what the
    /// scheduler knows about them.
    ///
    /// ```
    /// use aps_runtime::prelude::*;
    /// use aps_runtime::JobStoreHealth;
    ///
    /// let scheduler = Scheduler::builder().build()?;
    /// assert!(scheduler.job_stores().iter().all(|store| store.health == JobStoreHealth::Ready));
    /// # Ok::<(), aps_runtime::Error>(())
    /// ```
    pub fn job_stores(&self) -> Vec<JobStoreInfo> {
        self.core.stores.iter().map(NamedStore::info).collect()
    }
}

impl NamedStore {
    fn info(&self) -> JobStoreInfo {
        let health = match self.failure() {
            None => JobStoreHealth::Ready,
            Some(Failure { since, error, .. }) => JobStoreHealth::Failed { since, error },
        };
        JobStoreInfo { alias: self.alias.clone(), health }
    }
}
