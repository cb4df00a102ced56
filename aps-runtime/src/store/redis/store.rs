use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use redis::aio::PubSubStream;
use redis::{FromRedisValue, Script};
use serde::Serialize;

use super::fault::Fault;
use super::link::Link;
use super::settings::Settings;
use super::stamp::Stamp;
use super::write::Lane;
use crate::store::{Node, StoreError};

/// What a [`RedisStore`](super::RedisStore) does.
pub(super) struct Store {
    pub(super) link: Link,
    pub(super) settings: Settings,
    member: Mutex<Option<Arc<Member>>>,
    pub(super) claims: Lane,
    pub(super) writes: Lane,
    pub(super) hints: tokio::sync::Mutex<Hints>,
    tokens: AtomicU64,
    /// Whether it has ever joined.
    is_ready: AtomicBool,
}

/// Where it is, and what was said of it.
impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut store = f.debug_struct("Store");
        store.field("link", &self.link).field("settings", &self.settings).finish_non_exhaustive()
    }
}

/// Where messages arrive, if it is connected.
#[derive(Default)]
pub(super) struct Hints(pub(super) Option<PubSubStream>);

impl std::fmt::Debug for Hints {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.0.is_some() { "Hints(connected)" } else { "Hints(not connected)" })
    }
}

/// The node that this store is of.
#[derive(Debug)]
pub(super) struct Member {
    pub(super) node: Node,
    /// Jobs of which it was told that they cannot be read.
    pub(super) told: Mutex<HashSet<String>>,
    /// When it was last told the time.
    last: Mutex<DateTime<Utc>>,
    /// Redis counts the node's writes about runs, in the order in which it makes them. A node that knows the last number
    /// that it was told knows whether Redis has forgotten any, as it may after a loss of power.
    last_number: AtomicU64,
}

/// What each script is given.
#[derive(Serialize)]
struct Call<'a, T> {
    node: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    now: Option<Stamp>,
    history: u32,
    #[serde(flatten)]
    body: T,
}

impl Store {
    pub(super) fn new(link: Link) -> Self {
        Store {
            link,
            settings: Settings::default(),
            member: Mutex::default(),
            claims: Lane::new("claims"),
            writes: Lane::new("jobs"),
            hints: tokio::sync::Mutex::default(),
            tokens: AtomicU64::new(first_token()),
            is_ready: AtomicBool::new(false),
        }
    }

    pub(super) fn joined(&self, node: Node, now: DateTime<Utc>) {
        let last_number = AtomicU64::default();
        let member = Member { node, told: Mutex::default(), last: Mutex::new(now), last_number };
        *self.state() = Some(Arc::new(member));
        self.is_ready.store(true, Ordering::Release);
    }

    pub(super) fn forget_member(&self) {
        *self.state() = None;
    }

    pub(super) fn member(&self) -> Result<Arc<Member>, StoreError> {
        self.expect_ready()?;
        self.any_member().ok_or(StoreError::LeaseLost)
    }

    /// What is asked before the scheduler has started is not answered, since the server was not looked at.
    pub(super) fn expect_ready(&self) -> Result<(), Fault> {
        if self.is_ready.load(Ordering::Acquire) {
            return Ok(());
        }
        Err(Fault::new("the job store is not connected yet").help("start the scheduler: it connects then"))
    }

    pub(super) fn any_member(&self) -> Option<Arc<Member>> {
        self.state().clone()
    }

    fn state(&self) -> MutexGuard<'_, Option<Arc<Member>>> {
        self.member.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The first of this many numbers that no other run has had, of whatever node.
    pub(super) fn tokens(&self, how_many: usize) -> u64 {
        self.tokens.fetch_add(how_many as u64, Ordering::Relaxed)
    }

    /// What every key begins with.
    pub(super) fn prefix(&self) -> String {
        format!("{{aps:{}}}", self.settings.namespace)
    }

    pub(super) fn key(&self, name: &str) -> String {
        format!("{}:{name}", self.prefix())
    }

    /// Runs a script as this node, if the store is of one.
    pub(super) async fn call<T: FromRedisValue>(
        &self,
        script: &Script,
        now: Option<DateTime<Utc>>,
        body: impl Serialize,
    ) -> Result<T, Fault> {
        self.expect_ready()?;
        let member = self.any_member();
        self.call_as(member.as_ref().map(|member| &member.node), script, now, body).await
    }

    pub(super) async fn call_as<T: FromRedisValue>(
        &self,
        node: Option<&Node>,
        script: &Script,
        now: Option<DateTime<Utc>>,
        body: impl Serialize,
    ) -> Result<T, Fault> {
        let now = node.filter(|node| node.keeps_time).and(now).map(Stamp::from);
        let (id, name) = node.map_or(("", ""), |node| (&node.id, &node.name));
        let call = Call { node: id, name, now, history: self.settings.at_most, body };
        let args = serde_json::to_string(&call)
            .map_err(|error| Fault::new(format!("this cannot be written as JSON: {error}")))?;
        self.link.call(script, &self.prefix(), &args).await
    }
}

/// Far from those of others; and small enough for a number of Lua's, with room to grow.
fn first_token() -> u64 {
    crate::job::first_revision() >> 13
}

impl Member {
    /// By the last time that was given, for what is asked without one.
    pub(super) fn last_now(&self) -> DateTime<Utc> {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Of a write about runs, the last of which it was told.
    pub(super) fn last_number(&self) -> u64 {
        self.last_number.load(Ordering::Acquire)
    }

    /// The answer to such a write, without its number, which is 0 if nothing was written.
    pub(super) fn was_told<'a>(&self, answer: &'a str) -> Result<&'a str, Fault> {
        let wrong = Fault::wrong_answer;
        let (number, answer) = answer.split_once(' ').ok_or_else(wrong)?;
        self.last_number.fetch_max(number.parse().map_err(|_| wrong())?, Ordering::AcqRel);
        Ok(answer)
    }

    pub(super) fn tell_now(&self, now: DateTime<Utc>) {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = now;
    }
}
