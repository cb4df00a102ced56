//! The part of a store that outlives the process and may be shared by many.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::{Advanced, JobStore, Node, Room, StoreFuture, Written};
use crate::engine::Span;
use crate::job::{BoxFuture, JobId, JobRecord, RunEnd, RunOutcome, RunTicket};

/// A store that outlives the process, and that many schedulers, in as many processes, may
/// use at once: [`JobStore::runs`].
///
/// # The protocol
///
/// * A scheduler is a *node* for as long as it is up. It [joins](Self::join) the store with an id that no
///   node has had before, and gets a *lease*, which it [renews](Self::renew). A node whose lease has run out
///   is dead, whatever it believes: from then on none of its writes about runs counts. If a store can tell
///   that a node's process has ended, it may treat the node as dead sooner.
/// * [`advance_jobs`](JobStore::advance_jobs) works in one transaction: it moves jobs on by compare-and-set on
///   their revision, and for each of the fire times that they leave behind it writes one row that says what
///   becomes of it: a run that is under way, with the node that has it, or that it was coalesced or
///   [refused](Advanced::Refused). So no fire time is without a row, and none has two. For a node without a
///   lease, it does nothing but return [`LeaseLost`](super::StoreError::LeaseLost).
/// * Never more than `max_instances` runs of a job are under way, on all nodes together. Each run has
///   a *slot*, a number below that, and a unique index over the job and its slot enforces it.
/// * A run starts only after that was committed. If the outcome of a commit is not known, the store
///   finds out: it looks for what this very write would have written, once it is sure that the write can
///   no longer arrive.
/// * Each later write about a run names its [ticket](RunTicket) and its node, and does nothing if the
///   run no longer belongs to that node.
/// * Whichever node [looks](Self::tend) next takes over the runs of dead nodes: they are
///   *abandoned*, or taken up again elsewhere, as [`OnNodeLoss`](crate::OnNodeLoss) says.
/// * A node is given only jobs whose functions it has announced.
///
/// * Whatever the store waits for, it gives up by itself after some seconds, with an error. Nobody else ends the
///   wait. The lease is renewed meanwhile, so that a store that is only slow costs no run.
///
/// # Time
///
/// One clock decides what is due, and whose lease has run out. If the store has a clock, it is
/// that one, and the time that the scheduler gives is ignored, unless the scheduler uses the
/// clock of a test: [`Node::keeps_time`].
pub trait RunStore: JobStore {
    /// Makes the store ready for use, and the scheduler one of its nodes, replacing the node that it may
    /// have been before. Connects, brings the tables up to date or fails if they are not, and looks
    /// again at jobs that could not be read.
    fn join<'a>(&'a self, node: &'a Node, now: DateTime<Utc>) -> StoreFuture<'a, Lease>;

    /// Renews the lease, and does nothing else: if the store cannot do more than that, the node is not to
    /// lose its runs. It may be called while other calls are still under way.
    fn renew(&self, now: DateTime<Utc>) -> StoreFuture<'_, ()>;

    /// Takes runs from dead nodes, and cleans up what is old. Called after each renewal.
    fn tend(&self, now: DateTime<Utc>) -> StoreFuture<'_, Tended>;

    /// Gives the lease back. The node has no runs any more.
    fn leave(&self) -> StoreFuture<'_, ()>;

    /// Writes down a run that was requested in addition to the job's schedule; `at` is the time
    /// for which it is scheduled. The result is never [`Stale`](Advanced::Stale). If it is
    /// [refused](Advanced::Refused), nothing is written, since the caller learns of it.
    fn start_run<'a>(
        &'a self,
        job: &'a Arc<JobRecord>,
        at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> StoreFuture<'a, Advanced>;

    /// Takes up to `limit` runs of dead nodes that are to be run again, as far as there is room
    /// for them, each with a slot of its job. Called after [`tend`](Self::tend).
    fn take_reruns<'a>(
        &'a self,
        limit: usize,
        rooms: &'a [Room],
        now: DateTime<Utc>,
    ) -> StoreFuture<'a, Vec<Rerun>>;

    /// Writes down how runs have ended. Returns which of them were still this node's, in the
    /// same order. A repeated call changes nothing, and returns the same.
    fn end_runs<'a>(&'a self, ends: &'a [RunEnd]) -> StoreFuture<'a, Vec<Written>>;

    /// Waits until somebody else may have changed something. This is a hint: it may come too
    /// often, or not at all.
    fn changed(&self) -> BoxFuture<'_, ()>;

    /// What became of fire times, the latest first.
    fn history<'a>(&'a self, query: &'a HistoryQuery) -> StoreFuture<'a, Vec<RunRecord>>;

    /// The nodes that share the store, the oldest first.
    fn nodes(&self) -> StoreFuture<'_, Vec<NodeRecord>>;
}

/// What a node is granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lease {
    /// How long it lasts after each renewal.
    pub length: Duration,
    /// After what time it is to be renewed.
    pub renew_after: Duration,
    /// How long before its end the node stops trusting it.
    pub margin: Duration,
    /// How often to poll the store for what others have added, if no hint comes.
    pub poll: Duration,
}

/// What was found when a store was [tended](RunStore::tend).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tended {
    /// Runs that were taken from dead nodes.
    pub lost: Vec<LostRun>,
    /// Jobs that cannot be read. They are kept and not run. Each node reports them once.
    pub unreadable: Vec<(String, String)>,
    /// When the next lease of another node may run out: the store is to be tended by then.
    pub look_again: Option<Duration>,
}

/// A run whose node is dead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LostRun {
    /// The job.
    pub job_id: JobId,
    /// The fire times that were still to be run: from the first up to a limit.
    pub times: Span,
    /// The name of the node.
    pub node: Arc<str>,
    /// Whether they are run again, on whatever node.
    pub is_rerun: bool,
}

/// A run that belonged to another node, and now belongs to this one.
#[derive(Debug, Clone)]
pub struct Rerun {
    /// The job as it was when the run began.
    pub job: Arc<JobRecord>,
    /// The fire times that are still to be run.
    pub times: Span,
    /// With this, its end is reported.
    pub ticket: RunTicket,
    /// How many attempts were begun before, as far as is known.
    pub attempts: u32,
}

/// Which part of the [history](crate::Scheduler::history) is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct HistoryQuery {
    /// Only of this job.
    pub job_id: Option<JobId>,
    /// At most so many.
    pub limit: u32,
}

/// What became of a fire time, as a store has it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct RunRecord {
    /// The job, which may be gone.
    pub job_id: JobId,
    /// The fire times that it is about: mostly one.
    pub times: Span,
    /// Whether somebody asked for it, beside the schedule.
    pub is_manual: bool,
    /// What became of it.
    pub outcome: RunOutcome,
    /// The name of the node that has it, or had it last.
    pub node: Option<Arc<str>>,
    /// Grows each time that the run is taken from a node. It begins with 1, or with whatever the
    /// store begins with.
    pub fence: u64,
    /// How many attempts were begun.
    pub attempts: u32,
    /// When the last of them began.
    pub started_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// The text of the error, if there was one.
    pub error: Option<String>,
    /// What the function returned.
    pub result: Option<Value>,
}

/// A node, as a store has it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct NodeRecord {
    /// An id that no other node has.
    pub id: String,
    /// For people: host and process.
    pub name: String,
    /// When it joined.
    pub joined_at: DateTime<Utc>,
    /// How long its lease still lasts; zero if it has run out.
    pub lease: Duration,
    /// How many runs it has.
    pub running: u64,
}
