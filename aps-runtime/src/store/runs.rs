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
/// * A scheduler is a *node*, for as long as it is up. It [joins](Self::join) the store with an id
///   that no node has had before, and gets a *lease*, which it [renews](Self::renew). A node whose lease has
///   run out is dead, whatever it believes: from then on none of its writes about runs counts. A store that
///   can tell that a node's process has ended may do so sooner.
/// * [`advance_jobs`](JobStore::advance_jobs) does one thing in one transaction: it moves jobs on by
///   compare-and-set on their revision, and writes down one row for what becomes of each of the fire
///   times that they leave behind: a run that is under way, with the node that has it, and what was coalesced or
///   [refused](Advanced::Refused). So no fire time is without a row, and none has two. It does
///   nothing, with [`LeaseLost`](super::StoreError::LeaseLost), for a node without a lease.
/// * Of one job never more than `max_instances` runs are under way, on all nodes together. Each has a
///   *slot*, a number below that, and a unique index over the job and its slot is the judge.
/// * A run starts only after that was committed. Where the outcome of a commit is not known, the
///   store finds out: it asks again for what this very write has written, once it is sure that it can no
///   longer arrive.
/// * Each later write about a run names its [ticket](RunTicket) and its node, and does nothing if the
///   run is no longer theirs.
/// * Runs of dead nodes are taken from them by whichever node [looks](Self::tend) next:
///   they are *abandoned*, or taken up again elsewhere, as [`OnNodeLoss`](crate::OnNodeLoss) says.
/// * A node is given only jobs whose function it has said it has.
///
/// * Whatever the store waits for, it gives that up by itself, with an error, after some seconds. Nobody else does:
///   the lease is renewed meanwhile, so that what is only slow costs no run.
///
/// # Time
///
/// What is due, and whose lease has run out, is decided by one clock: the store's, where it has
/// one, and then what the scheduler says of the time is not heeded. Unless the scheduler goes by
/// a clock of a test's: [`Node::keeps_time`].
pub trait RunStore: JobStore {
    /// Makes the store ready for use, and a scheduler one of its nodes, in the place of the node that it
    /// may have been before. Connects, brings the tables up to date or says that they are not,
    /// and looks again at jobs that could not be read.
    fn join<'a>(&'a self, node: &'a Node, now: DateTime<Utc>) -> StoreFuture<'a, Lease>;

    /// Renews the lease, and does nothing else: whatever keeps the store from more than that is not to cost
    /// the node its runs. It is asked beside whatever else the store is asked, and may come while that
    /// is still waited for.
    fn renew(&self, now: DateTime<Utc>) -> StoreFuture<'_, ()>;

    /// Takes runs from nodes that are dead, and tidies up what is old. Asked after each renewal.
    fn tend(&self, now: DateTime<Utc>) -> StoreFuture<'_, Tended>;

    /// This node has no runs any more and gives its lease back.
    fn leave(&self) -> StoreFuture<'_, ()>;

    /// Writes down a run that somebody has asked for, beside the job's schedule; `at` is
    /// the time for which it is scheduled. Never [`Stale`](Advanced::Stale); if it is
    /// [refused](Advanced::Refused), nothing is written, since whoever asked learns of it.
    fn start_run<'a>(
        &'a self,
        job: &'a Arc<JobRecord>,
        at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> StoreFuture<'a, Advanced>;

    /// Takes up to `limit` runs of dead nodes that are to be run again, as far as there is room
    /// for them, each in a slot of its job's. Asked after [`tend`](Self::tend).
    fn take_reruns<'a>(
        &'a self,
        limit: usize,
        rooms: &'a [Room],
        now: DateTime<Utc>,
    ) -> StoreFuture<'a, Vec<Rerun>>;

    /// Writes down how runs have ended: which of them were still this node's, in their order. To
    /// say it once more changes nothing, and is answered alike.
    fn end_runs<'a>(&'a self, ends: &'a [RunEnd]) -> StoreFuture<'a, Vec<Written>>;

    /// Waits until somebody else may have changed something: a hint, which may come too often and
    /// may be missing.
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
    /// After how long it is to be renewed.
    pub renew_after: Duration,
    /// By how much sooner than it ends the node no longer trusts it.
    pub margin: Duration,
    /// How often the store is to be asked for what others have added, if nothing hints at it.
    pub poll: Duration,
}

/// What was found in a store that was [tended](RunStore::tend).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tended {
    /// Runs that were taken from dead nodes.
    pub lost: Vec<LostRun>,
    /// Jobs that cannot be read, which are kept and not run: told once by each node.
    pub unreadable: Vec<(String, String)>,
    /// When the next lease of another node may run out: the store is to be tended by then.
    pub look_again: Option<Duration>,
}

/// A run whose node is dead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LostRun {
    /// The job.
    pub job_id: JobId,
    /// The fire times that were still to be run: the first, and an end.
    pub times: Span,
    /// The name of the node.
    pub node: Arc<str>,
    /// Whether they are run again, on whatever node.
    pub is_rerun: bool,
}

/// A run that was another node's, and is this node's now.
#[derive(Debug, Clone)]
pub struct Rerun {
    /// The job as it was when the run began.
    pub job: Arc<JobRecord>,
    /// The fire times that are still to be run.
    pub times: Span,
    /// To end it with.
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
    /// Grows each time that it is taken from a node; from 1, or from whatever the store begins with.
    pub fence: u64,
    /// How many attempts were begun.
    pub attempts: u32,
    /// When the last of them began.
    pub started_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// What is told of an error.
    pub error: Option<String>,
    /// What the function returned.
    pub result: Option<Value>,
}

/// A node, as a store has it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct NodeRecord {
    /// Which no other node has.
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
