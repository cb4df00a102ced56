use std::time::Duration;

use super::address::Address;
use super::link::Link;
#[cfg(feature = "config")]
use super::settings::HISTORY;
use super::store::Store;
use crate::error::Error;
use crate::store::StoreUrl;

/// Keeps jobs and runs in Redis (6.2 or later) or Valkey, for any number of processes on any number of machines.
///
/// ```no_run
/// use aps_runtime::RedisStore;
/// use aps_runtime::prelude::*;
///
/// # fn main() -> aps_runtime::Result<()> {
/// let store = RedisStore::new("rediss://aps:secret@redis.example.org")?;
/// let scheduler = Scheduler::builder().job_store("default", store).build()?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct RedisStore {
    pub(super) store: Store,
}

impl RedisStore {
    #[cfg(feature = "config")]
    pub(crate) const HISTORY: (Duration, u32) = HISTORY;

    /// The store on this server. Nothing is connected before the scheduler starts.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidOption`](crate::ErrorKind::InvalidOption) if it is no such URL.
    pub fn new(url: impl AsRef<str>) -> Result<Self, Error> {
        RedisStore::at(StoreUrl::parse(url.as_ref())?)
    }

    pub(crate) fn at(url: StoreUrl) -> Result<Self, Error> {
        Ok(RedisStore { store: Store::new(Link::to(Address::of(url)?)) })
    }

    /// Which of several groups of schedulers on one server this is: each has jobs and runs of its own.
    /// Default: `default`. 1 to 64 characters of `A-Z a-z 0-9 . _ : -`.
    #[must_use]
    pub fn namespace(mut self, namespace: impl Into<String>) -> Self {
        self.store.settings.namespace = namespace.into();
        self
    }

    /// For how long a node that is not heard of still counts as alive; at least 2 seconds. Default: 30
    /// seconds. It is renewed three times as often. Less means that the runs of a process that was
    /// killed are noticed sooner, and that one that is only slow loses its runs.
    #[must_use]
    pub fn lease(mut self, lease: Duration) -> Self {
        self.store.settings.lease = lease;
        self
    }

    /// How long, and of how many runs, it is kept what became of them. Default: 7 days and 10,000; a run
    /// takes about half a kilobyte of memory.
    #[must_use]
    pub fn history(mut self, keep_for: Duration, at_most: u32) -> Self {
        (self.store.settings.keep_for, self.store.settings.at_most) = (keep_for, at_most);
        self
    }

    /// How often Redis is asked for jobs that other processes have added, should a message of it be lost.
    /// Default: 15 seconds.
    #[must_use]
    pub fn poll_interval(mut self, interval: Duration) -> Self {
        self.store.settings.poll = interval;
        self
    }

    /// Does not listen for messages of other processes, which takes a connection of its own. What they add is noticed
    /// with the next [poll](Self::poll_interval).
    #[must_use]
    pub fn poll_only(mut self) -> Self {
        self.store.settings.has_hints = false;
        self
    }

    /// That all that was said of it is possible.
    #[cfg(feature = "config")]
    pub(crate) fn check(&self) -> Result<(), Error> {
        self.store.settings.check()
    }
}
