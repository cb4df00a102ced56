use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use mongodb::bson::{Bson, Document, RawDocumentBuf, doc};
use tokio::sync::Notify;

use super::changes::Watch;
use super::connect::{Connection, connect};
use super::fault::Fault;
use super::options::Options;
use super::slices::Share;
use super::transaction::ClaimSession;
use crate::store::{Node, StoreError, StoreUrl};

/// All of the store but how it is made.
#[derive(Debug)]
pub(super) struct Store {
    url: StoreUrl,
    pub(super) options: Options,
    pub(super) names: Names,
    /// Told when somebody else has changed something.
    pub(super) changed: Arc<Notify>,
    state: Mutex<State>,
    numbers: AtomicU64,
}

/// The names of the collections.
#[derive(Debug)]
pub(super) struct Names {
    pub(super) jobs: String,
    pub(super) runs: String,
    pub(super) nodes: String,
    pub(super) schema: String,
}

#[derive(Debug, Default)]
struct State {
    connection: Option<Connection>,
    member: Option<Arc<Member>>,
    watch: Option<Watch>,
}

/// The node that this store is of.
#[derive(Debug)]
pub(super) struct Member {
    pub(super) node: Node,
    pub(super) functions: HashSet<Arc<str>>,
    /// One claim after the other.
    pub(super) turn: tokio::sync::Mutex<ClaimSession>,
    state: Mutex<MemberState>,
    /// Whether a job may have runs under way when it becomes due.
    overlaps: AtomicBool,
}

#[derive(Debug)]
struct MemberState {
    /// When it was last told the time.
    last: DateTime<Utc>,
    share: Share,
    /// Jobs of which it was told that they cannot be read.
    told: HashSet<String>,
    /// Jobs in a transaction that nobody goes on with, and until when they are left alone.
    locked: HashMap<String, Duration>,
}

impl Store {
    pub(super) fn new(url: StoreUrl, options: Options) -> Self {
        let name = |name| format!("{}{name}", options.prefix);
        let names =
            Names { jobs: name("jobs"), runs: name("runs"), nodes: name("nodes"), schema: name("schema") };
        Store {
            url,
            options,
            names,
            changed: Arc::default(),
            state: Mutex::default(),
            numbers: AtomicU64::new(1),
        }
    }

    /// Connects, if that was not done before.
    pub(super) async fn connected(&self) -> Result<Connection, StoreError> {
        expect_runtime()?;
        let connection = self.state().connection.clone();
        if let Some(connection) = connection {
            return Ok(connection);
        }
        let connection = connect(&self.url).await?;
        Ok(self.state().connection.get_or_insert(connection).clone())
    }

    pub(super) fn connection(&self) -> Result<Connection, StoreError> {
        expect_runtime()?;
        self.state().connection.clone().ok_or_else(|| {
            Fault::new("the job store is not connected yet")
                .help("start the scheduler: it connects then")
                .into()
        })
    }

    pub(super) fn joined(&self, member: Member, watch: Option<Watch>) {
        let mut state = self.state();
        state.member = Some(Arc::new(member));
        state.watch = watch;
    }

    pub(super) fn forget_member(&self) {
        let mut state = self.state();
        state.member = None;
        state.watch = None;
    }

    /// Whoever this is a store of, if it is one at all.
    pub(super) fn any_member(&self) -> Option<Arc<Member>> {
        self.state().member.clone()
    }

    pub(super) fn member(&self) -> Result<Arc<Member>, StoreError> {
        self.connection()?;
        self.any_member().ok_or(StoreError::LeaseLost)
    }

    /// A number that no other has of this store.
    pub(super) fn number(&self) -> u64 {
        self.numbers.fetch_add(1, Ordering::Relaxed)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store {
    /// The time that counts.
    pub(super) async fn time(
        &self,
        node: Option<&Node>,
        now: DateTime<Utc>,
    ) -> Result<DateTime<Utc>, StoreError> {
        match node {
            Some(node) if node.keeps_time => Ok(now),
            _ => Ok(self.connection()?.time().await?),
        }
    }

    pub(super) fn collection(&self, name: &str) -> Result<mongodb::Collection<RawDocumentBuf>, StoreError> {
        Ok(self.connection()?.database.collection(name))
    }
}

/// The time that counts, in microseconds, as an expression: the server's, if that is the one.
pub(super) fn now_us(node: &Node, now: DateTime<Utc>) -> Bson {
    if node.keeps_time {
        now.timestamp_micros().into()
    } else {
        doc! {"$multiply": [{"$toLong": "$$NOW"}, 1_000_i64]}.into()
    }
}

/// Finds the node if it has a lease.
pub(super) fn alive(node: &Node, now: DateTime<Utc>) -> Document {
    doc! {"_id": &*node.id, "$expr": {"$gte": ["$lease_us", now_us(node, now)]}}
}

impl Member {
    pub(super) fn new(node: Node, session: ClaimSession, now: DateTime<Utc>) -> Self {
        let state =
            MemberState { last: now, share: Share::ALL, told: HashSet::new(), locked: HashMap::new() };
        let functions = node.functions.iter().cloned().collect();
        let (turn, overlaps) = (tokio::sync::Mutex::new(session), AtomicBool::new(false));
        Member { node, functions, turn, state: Mutex::new(state), overlaps }
    }

    /// The last time that was given, for what is asked without one.
    pub(super) fn last_now(&self) -> DateTime<Utc> {
        self.state().last
    }

    pub(super) fn tell_now(&self, now: DateTime<Utc>) {
        self.state().last = now;
    }

    /// All jobs are anybody's at once where a test sets the time.
    pub(super) fn share(&self) -> Share {
        if self.node.keeps_time { Share::ALL } else { self.state().share }
    }

    pub(super) fn set_share(&self, share: Share) {
        self.state().share = share;
    }

    /// Whether it is the first time.
    pub(super) fn is_news(&self, id: &str) -> bool {
        self.state().told.insert(id.to_owned())
    }

    pub(super) fn expects_overlaps(&self) -> bool {
        self.overlaps.load(Ordering::Relaxed)
    }

    pub(super) fn expect_overlaps(&self, may_be: bool) {
        self.overlaps.store(may_be, Ordering::Relaxed);
    }

    pub(super) fn leave_alone(&self, id: &str, until: Duration) {
        self.state().locked.insert(id.to_owned(), until);
    }

    pub(super) fn left_alone(&self, now: Duration) -> Vec<String> {
        let mut state = self.state();
        state.locked.retain(|_, until| *until > now);
        state.locked.keys().cloned().collect()
    }

    fn state(&self) -> MutexGuard<'_, MemberState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The driver panics without one.
fn expect_runtime() -> Result<(), Fault> {
    tokio::runtime::Handle::try_current().map(drop).map_err(|_| {
        Fault::new("a job store in a database needs a tokio runtime, and there is none around the call")
    })
}

pub(super) fn micros(time: Duration) -> i64 {
    i64::try_from(time.as_micros()).unwrap_or(i64::MAX / 4)
}
