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
///
/// # What is promised
///
/// Each fire time has one row, whatever becomes of it, and is run at most once; or at least once if the job
/// sets [`on_node_loss = "rerun"`](crate::OnNodeLoss::Rerun). No more than `max_instances` runs of a job are
/// under way, on all nodes together. The jobs survive crashes of nodes. A crash of Redis may lose what its
/// fsync policy allows; a failover may lose acknowledged claims, so a fire time may run twice or be
/// forgotten. Where that matters, use a store in an SQL database.
///
/// | `appendfsync` | Redis is killed | its machine loses power |
/// |---|---|---|
/// | `always` | nothing is lost | nothing is lost |
/// | `everysec` | nothing, as long as the disk keeps up; otherwise the writes that were acknowledged while it did not, for up to two seconds | the last one or two seconds: what was run in them is run again, and jobs added, paused or removed in them are as they were before |
/// | `no`, or `appendonly no` | what the system had not written; without a file, everything | the last half minute or so; everything |
///
/// A run that is claimed anew has a higher [fence](crate::JobContext::fence) than the one that was forgotten, since
/// fences are at least the time of the server in milliseconds. No fire time is lost by that: the job is where it was
/// before the run, so it fires once more. With its next write or renewal, a node notices that something was
/// forgotten. It then gives up its lease, as if it had been cut off: its runs are cancelled, and
/// [`LeaseLost`](crate::Event::LeaseLost) reports it. Of the runs that it has executed, those that are forgotten are
/// `abandoned`, or run again with `"rerun"`.
///
/// # What must be configured
///
/// * `appendonly yes`, and `appendfsync always` if nothing may be lost. There is a warning if Redis writes no
///   file.
/// * After a crash, `redis-check-aof --fix` before Redis is started, since its last script may have been cut off in the file.
///   Redis 6.2.5 and 7.0.15 leave that out when they start, but a part of it stays in the file if a command was cut in the
///   middle, and is run when they start the next time: then half of what a node has written is there. Valkey 9.1.2 does not.
/// * `maxmemory-policy noeviction`, the default. With another, Redis may throw jobs away: it is refused.
/// * A user with these rights, if it is not the default one:
///   `ACL SETUSER aps on >password ~{aps:*}* resetchannels &{aps:*}* +@read +@write +@scripting +@connection +@pubsub -@dangerous +info +select +time`.
/// * Memory for all jobs, and for all runs that are [kept](Self::history).
///
/// The URL is `redis://user:password@host:6379/0`, or `rediss://` with TLS; `valkey://` and `valkeys://` are the same, and
/// `redis+unix:///run/redis/redis.sock?db=0` is a socket. With TLS the certificate and the name in it are always checked, by the
/// authorities that the system trusts or by those in the file of `?sslrootcert=/path/ca.pem`. To another machine, `redis://` is
/// refused unless it says `?sslmode=disable`.
///
/// # What breaks it
///
/// * A failover to a replica, and a restored backup: replication is asynchronous, and what was acknowledged last may be gone.
/// * Anything else that writes to keys that begin with `{aps:`, or flushes the database.
/// * A cluster, unless the URL is that of the node that has the namespace: all of one namespace is in one slot. The
///   store does not search for that node, nor does it ask Sentinel.
///
/// Scripts keep Redis busy for as long as they run. That is less than 10 milliseconds for a batch of 256 fires, and in proportion for
/// the largest, of 1,000. Jobs that are
/// imported or added together come in one script, all or none: ten thousand of them hold up others for a quarter of
/// a second, and a hundred thousand for some seconds.
///
/// # How it is tested
///
/// By the contract of all stores (`testing::run_store_contract!`), on a real server that is killed under load and whose file is
/// cut off, through a network that loses answers and holds them back, and with nodes that die: on Redis 7.0, and by hand on
/// Redis 6.2.5 and Valkey 9.1.2. And by processes that are killed, suspended and cut off while others go on,
/// judged from outside (`tests/torture`). In the long trial with `always` Redis was killed 12 times and nodes 86 times, and of 3179
/// rows none was lost, doubled or left behind. In that with `everysec` the machine lost its power or Redis was killed 32 times,
/// up to two seconds after its file was last known to be whole: 132 fire times were run once more, each with a later fence;
/// none was lost, and nothing was left behind.
#[doc(alias = "RedisJobStore")]
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
    /// seconds. The lease is renewed whenever a third of it has passed. With a shorter lease, the runs
    /// of a killed process are noticed sooner, but a process that is only slow may lose its runs.
    #[must_use]
    pub fn lease(mut self, lease: Duration) -> Self {
        self.store.settings.lease = lease;
        self
    }

    /// For how long, and for how many runs, the history is kept. Default: 7 days and 10,000 runs; a run
    /// takes about half a kilobyte of memory.
    #[must_use]
    pub fn history(mut self, keep_for: Duration, at_most: u32) -> Self {
        (self.store.settings.keep_for, self.store.settings.at_most) = (keep_for, at_most);
        self
    }

    /// How often Redis is polled for jobs that other processes have added, in case a message is lost.
    /// Default: 15 seconds.
    #[must_use]
    pub fn poll_interval(mut self, interval: Duration) -> Self {
        self.store.settings.poll = interval;
        self
    }

    /// Does not listen for messages of other processes, for which a separate connection is needed. What they add is
    /// noticed with the next [poll](Self::poll_interval).
    #[must_use]
    pub fn poll_only(mut self) -> Self {
        self.store.settings.has_hints = false;
        self
    }

    /// That all that was said of it is possible.
    pub(crate) fn check_options(&self) -> Result<(), Error> {
        self.store.settings.check()
    }
}
