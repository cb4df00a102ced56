use std::collections::HashSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

use super::database::{Connections, Database, Session, Value};
use super::fault::Fault;
use super::settings::Settings;
use super::signs::Known;
use super::statements::Statements;
use crate::clock::{Clock, SystemClock};
use crate::store::{Node, StoreError};

/// What the stores of all databases have in common: everything but how to connect.
#[derive(Debug)]
pub(super) struct SqlStore {
    pub(super) database: Box<dyn Database>,
    pub(super) statements: Statements,
    pub(super) settings: Settings,
    state: Mutex<State>,
    known: Mutex<Known>,
    /// Who claims next.
    pub(super) next_claim: tokio::sync::Mutex<()>,
    /// One claim after the other, so that each can find out whether it was committed.
    pub(super) turn: Arc<tokio::sync::Mutex<()>>,
    numbers: AtomicU64,
}

#[derive(Debug, Default)]
struct State {
    connections: Option<Arc<dyn Connections>>,
    member: Option<Arc<Member>>,
}

/// The node that this store is of.
#[derive(Debug)]
pub(super) struct Member {
    pub(super) node: Node,
    /// Jobs of which it was told that they cannot be read.
    pub(super) told: Mutex<HashSet<String>>,
    /// When it was last told the time.
    last: Mutex<DateTime<Utc>>,
    /// When there was nothing to be forgotten.
    kept_all: Mutex<Option<DateTime<Utc>>>,
}

impl SqlStore {
    pub(super) fn new(mut database: impl Database, settings: Settings) -> Self {
        database.tell_place(&settings.place);
        SqlStore {
            statements: Statements::new(database.dialect(), &settings.place),
            database: Box::new(database),
            settings,
            state: Mutex::default(),
            known: Mutex::default(),
            next_claim: tokio::sync::Mutex::default(),
            turn: Arc::default(),
            numbers: AtomicU64::new(1),
        }
    }

    pub(super) fn connected(&self, connections: Box<dyn Connections>) {
        self.state().connections = Some(connections.into());
    }

    pub(super) fn joined(&self, node: Node, now: DateTime<Utc>) {
        self.state().member = Some(Arc::new(Member {
            node,
            told: Mutex::default(),
            last: Mutex::new(now),
            kept_all: Mutex::default(),
        }));
    }

    pub(super) fn forget_member(&self) {
        self.state().member = None;
    }

    /// Whoever this is a store of, if it is one at all.
    pub(super) fn any_member(&self) -> Option<Arc<Member>> {
        self.state().member.clone()
    }

    pub(super) fn member(&self) -> Result<Arc<Member>, StoreError> {
        self.connections()?;
        self.state().member.clone().ok_or(StoreError::LeaseLost)
    }

    pub(super) fn connections(&self) -> Result<Arc<dyn Connections>, StoreError> {
        expect_runtime()?;
        let connections = self.state().connections.clone();
        connections.ok_or_else(|| {
            Fault::new("the job store is not connected yet")
                .help("start the scheduler: it connects then")
                .into()
        })
    }

    pub(super) async fn read(&self) -> Result<Box<dyn Session>, StoreError> {
        Ok(self.connections()?.read().await?)
    }

    pub(super) async fn begin(&self) -> Result<Box<dyn Session>, StoreError> {
        Ok(self.connections()?.begin().await?)
    }

    /// A number that no other has of this store's node.
    pub(super) fn number(&self) -> u64 {
        self.numbers.fetch_add(1, Ordering::Relaxed)
    }

    pub(super) fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl SqlStore {
    /// The value of `:now`: nothing where the database's own clock counts. Asked for when
    /// it is needed, since there may be a wait before.
    pub(super) fn now(&self, node: &Node, now: DateTime<Utc>) -> Value<'static> {
        self.known_now(node, now).map(|now| now.timestamp_micros()).into()
    }

    /// The time, unless only the database knows it.
    pub(super) fn known_now(&self, node: &Node, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        if node.keeps_time { Some(now) } else { self.host_now() }
    }

    /// The value of `:now` for what is asked without a time, and by who may be no node.
    pub(super) fn any_now(&self) -> Value<'static> {
        match self.any_member() {
            Some(member) => self.now(&member.node, member.last_now()),
            None => self.host_now().map(|now| now.timestamp_micros()).into(),
        }
    }

    /// Where a database has no clock, that of the machine that it is on.
    fn host_now(&self) -> Option<DateTime<Utc>> {
        (!self.database.dialect().has_clock).then(|| SystemClock.now())
    }
}

impl Member {
    /// By the last time that was given, for what is asked without one.
    pub(super) fn last_now(&self) -> DateTime<Utc> {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Unless there was nothing to be forgotten a short while ago, by a clock that may be set.
    pub(super) fn may_forget(&self, now: DateTime<Utc>, after: TimeDelta) -> bool {
        let kept_all = *self.kept_all.lock().unwrap_or_else(PoisonError::into_inner);
        kept_all.is_none_or(|then| (now - then).abs() >= after)
    }

    pub(super) fn had_nothing_to_forget(&self, now: DateTime<Utc>) {
        *self.kept_all.lock().unwrap_or_else(PoisonError::into_inner) = Some(now);
    }

    pub(super) fn tell_now(&self, now: DateTime<Utc>) {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = now;
    }
}

/// sqlx panics without one.
pub(super) fn expect_runtime() -> Result<(), Fault> {
    tokio::runtime::Handle::try_current().map(drop).map_err(|_| {
        Fault::new("a job store in a database needs a tokio runtime, and there is none around the call")
    })
}
