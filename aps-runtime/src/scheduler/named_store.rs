use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::batch::BatchSize;
use super::instances::Instances;
use super::keeper::Keeper;
use crate::error::Error;
use crate::executor::Claim;
use crate::job::RunTicket;
use crate::panics::contain_future;
use crate::store::{JobStore, StoreError};

/// A store and the alias it goes by.
#[derive(Debug)]
pub(super) struct NamedStore {
    pub(super) alias: Arc<str>,
    pub(super) store: Box<dyn JobStore>,
    pub(super) instances: Instances,
    /// Of one that outlives the process.
    pub(super) keeper: Option<Keeper>,
    pub(super) batch_size: BatchSize,
    failure: Mutex<Option<Failure>>,
    /// How often in a row it had something due of which nothing could be started.
    in_vain: AtomicU32,
}

/// A store has failed, and nothing has been heard of it since.
#[derive(Debug, Clone)]
pub(super) struct Failure {
    /// By the scheduler's clock.
    pub(super) since: DateTime<Utc>,
    /// What it said last.
    pub(super) error: Arc<str>,
    /// It is left alone until so much time has passed.
    pub(super) retry_at: Duration,
}

impl NamedStore {
    pub(super) fn new(alias: Arc<str>, store: Box<dyn JobStore>) -> Self {
        let keeper = store.runs().map(|_| Keeper::default());
        NamedStore {
            alias,
            store,
            instances: Instances::default(),
            batch_size: BatchSize::new(keeper.is_some()),
            keeper,
            failure: Mutex::default(),
            in_vain: AtomicU32::default(),
        }
    }

    pub(super) fn error(&self, error: StoreError) -> Error {
        Error::store(&self.alias, error)
    }
}

/// What a store has to say. That it panics is a failure like another.
pub(super) async fn answer_of<T>(
    asked: impl Future<Output = Result<T, StoreError>> + Unpin,
) -> Result<T, StoreError> {
    contain_future(asked).await.unwrap_or_else(|panic| Err(StoreError::Failed(panic.into())))
}

/// Whether it works.
impl NamedStore {
    pub(super) fn failure(&self) -> Option<Failure> {
        self.last_failure().clone()
    }

    pub(super) fn retry_at(&self) -> Option<Duration> {
        self.last_failure().as_ref().map(|failure| failure.retry_at)
    }

    pub(super) fn has_failed(&self, now: DateTime<Utc>, error: Arc<str>, retry_at: Duration) {
        let mut failure = self.last_failure();
        let since = failure.as_ref().map_or(now, |failure| failure.since);
        *failure = Some(Failure { since, error, retry_at });
    }

    /// Whether it had failed before.
    pub(super) fn works(&self) -> bool {
        self.last_failure().take().is_some()
    }

    fn last_failure(&self) -> MutexGuard<'_, Option<Failure>> {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn count_in_vain(&self) -> u32 {
        self.in_vain.fetch_add(1, Ordering::Relaxed).saturating_add(1)
    }

    pub(super) fn not_in_vain(&self) {
        self.in_vain.store(0, Ordering::Relaxed);
    }
}

/// As a node of it.
impl NamedStore {
    /// How far its clock is ahead of the scheduler's.
    pub(super) fn ahead(&self) -> TimeDelta {
        self.keeper.as_ref().map_or(TimeDelta::zero(), Keeper::ahead)
    }

    pub(super) fn is_ahead_by(&self, ahead: TimeDelta) -> TimeDelta {
        if let Some(keeper) = &self.keeper {
            keeper.set_ahead(ahead);
        }
        ahead
    }

    /// Which of its nodes the scheduler is, before it claims something: what comes of it is that node's.
    /// Nothing if it is none.
    pub(super) fn node(&self) -> Option<u64> {
        self.keeper.as_ref().and_then(Keeper::node)
    }

    pub(super) fn claim(&self, ticket: RunTicket, node: Option<u64>) -> Claim {
        Claim { ticket, node, ahead: self.ahead(), taken_over: None }
    }
}
