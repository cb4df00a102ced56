use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::Scheduler;
use super::named_store::{Failure, NamedStore};

/// A job store of a scheduler, and how it is: [`Scheduler::job_stores`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct JobStoreInfo {
    /// The alias of the store.
    pub alias: Arc<str>,
    /// How it is.
    pub health: JobStoreHealth,
}

/// Whether a job store does what it is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum JobStoreHealth {
    /// It does, or has not been asked for anything yet: before the start nobody knows.
    Ready,
    /// It has failed. It is tried again; until it works, its jobs are late.
    Failed {
        /// Since when it has done nothing that it was asked.
        since: DateTime<Utc>,
        /// What it said last.
        error: Arc<str>,
    },
}

impl Scheduler {
    /// The job stores, in the order in which they were given to the builder, and how they are: for a
    /// check of the program's health, say. Asks none of them: what it tells is what the
    /// scheduler has found out.
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
