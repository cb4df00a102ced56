//! What has happened, on one clock: the controller's.

pub mod log;
mod read;

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::oracle::Schedule;

/// All that was written down of one trial.
#[derive(Debug, Clone, Default)]
pub struct History {
    /// The jobs, by id. An id is used once, with one schedule.
    pub jobs: BTreeMap<String, Job>,
    /// What was asked of the schedulers about jobs, in the order in which it was.
    pub calls: Vec<Call>,
    /// What was done to nodes and to the store.
    pub faults: Vec<Fault>,
    /// Each time that the body of a job was entered.
    pub bodies: Vec<Body>,
    /// What stood in the store, the earliest first. The last was read when all had come to rest.
    pub dumps: Vec<Dump>,
    /// Whether nodes know that the process of another has died, before its lease is over.
    pub deaths_are_noticed: bool,
    /// Lines that a killed process did not finish.
    pub torn_lines: usize,
}

/// A job as it was handed to the store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// Its id.
    pub id: String,
    /// When it fires.
    pub schedule: Schedule,
    /// How many runs may be under way.
    pub max_instances: u32,
    /// Whether due runs are rolled into one.
    pub coalesce: bool,
    /// How late a run may start; `None` is however late.
    pub misfire_grace_ms: Option<i64>,
    /// What becomes of runs of dead nodes.
    pub on_node_loss: OnNodeLoss,
}

impl Job {
    /// How late a run may start.
    pub fn misfire_grace_time(&self) -> Option<TimeDelta> {
        self.misfire_grace_ms.map(TimeDelta::milliseconds)
    }
}

/// What becomes of a run whose node is dead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnNodeLoss {
    /// It is given up: each fire starts at most once.
    Abandon,
    /// It is run again.
    Rerun,
}

/// A request about a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The job.
    pub job_id: String,
    /// What was asked for.
    pub kind: CallKind,
    /// When.
    pub invoked: DateTime<Utc>,
    /// What was answered.
    pub returned: Returned,
}

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallKind {
    /// A new job.
    Add,
    /// No more fires.
    Pause,
    /// Fires again; what was due meanwhile is lost.
    Resume,
    /// Fires again, also for what was due meanwhile.
    CatchUp,
    /// No more job.
    Remove,
}

/// How a call came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Returned {
    /// It was done by then.
    Ok(DateTime<Utc>),
    /// It was not done and will not be.
    Failed,
    /// It may have been done, or may still be.
    Unknown,
}

/// Something bad.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What.
    pub kind: FaultKind,
    /// The process that it befell; `None` is all of them, by way of the store.
    pub process: Option<String>,
    /// When it began, at the earliest.
    pub began: DateTime<Utc>,
    /// When it was over, at the latest; `None` is never.
    pub ended: Option<DateTime<Utc>>,
}

impl Fault {
    /// Whether a process did not run.
    pub fn is_standstill(&self) -> bool {
        self.process.is_some() && matches!(self.kind, FaultKind::Suspend | FaultKind::Stall)
    }
}

/// What is done to a node or to the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// `kill -9`, by the controller or by the process itself at a point of failure.
    Kill,
    /// `SIGSTOP`, and `SIGCONT` later.
    Suspend,
    /// `SIGTERM`: the node stops as it should.
    Stop,
    /// Its connections to the store break, or hang.
    Cut,
    /// The store is killed and started again.
    Store,
    /// What the store was told in that time it may have forgotten when it is killed at its end, as it says
    /// it may; with the rest, it has forgotten whatever it was told later.
    Loss,
    /// The process did not run for a while, as it has noticed itself; or the store was slow to answer.
    Stall,
}

/// One time that the body of a job was entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    /// The job.
    pub job_id: String,
    /// The time for which it was scheduled.
    pub scheduled_run_time: DateTime<Utc>,
    /// What the run knew as its fence.
    pub fence: u64,
    /// The process. No two processes have one name.
    pub process: String,
    /// When it was entered.
    pub started: DateTime<Utc>,
    /// When and how it was left. `None` if it was not before the last dump.
    pub ended: Option<(DateTime<Utc>, Ending)>,
}

/// How a body was left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// It returned well.
    Returned,
    /// It returned an error.
    Failed,
    /// It was dropped on its way.
    Dropped,
    /// Its process has ended.
    Died,
}

/// What stood in the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dump {
    /// Before it was read.
    pub began: DateTime<Utc>,
    /// After it was read.
    pub ended: DateTime<Utc>,
    /// From which fire times on all rows are in it; of earlier ones some may be missing. So that a long
    /// trial can be read often. The last dump of a trial has all.
    pub complete_since: DateTime<Utc>,
    /// What became of fire times.
    pub runs: Vec<RunRow>,
    /// The jobs.
    pub jobs: Vec<JobRow>,
    /// The nodes.
    pub nodes: Vec<NodeRow>,
}

/// A row about one fire time, or about some that follow one another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunRow {
    /// The job.
    pub job_id: String,
    /// The first of its fire times.
    pub scheduled_at: DateTime<Utc>,
    /// None of them is later.
    pub through_at: DateTime<Utc>,
    /// Of the job when it was claimed; `None` in a store that knows of no generations.
    pub generation: Option<u64>,
    /// Whether somebody asked for it, beside the schedule.
    pub manual: bool,
    /// What became of it.
    pub state: RunState,
    /// One of `max_instances`, while it is under way.
    pub slot: Option<u32>,
    /// Who has it, or had it last.
    pub node_id: Option<String>,
    /// The node's number for it.
    pub token: u64,
    /// Grows when it is taken from a node.
    pub fence: u64,
    /// When the last attempt began.
    pub started_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
}

/// What has become of a fire time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words of the store")]
pub enum RunState {
    Running,
    Pending,
    Executed,
    Failed,
    Cancelled,
    Missed,
    Skipped,
    Coalesced,
    Abandoned,
}

impl RunState {
    /// Whether nothing more becomes of it.
    pub fn is_terminal(self) -> bool {
        !matches!(self, RunState::Running | RunState::Pending)
    }

    /// Whether a run was claimed for it, be it that it came too late in the end.
    pub fn is_run(self) -> bool {
        !matches!(self, RunState::Skipped | RunState::Coalesced)
    }
}

/// A job as the store has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobRow {
    /// Its id.
    pub id: String,
    /// When it fires next, if it does.
    pub next_run_time: Option<DateTime<Utc>>,
    /// Whether it is paused.
    pub paused: bool,
    /// Grows with each write.
    pub revision: u64,
    /// The revision of the last write that was more than an advance; `None` in a store that does not keep it.
    pub generation: Option<u64>,
    /// Why it cannot be read.
    pub problem: Option<String>,
}

/// A node as the store has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NodeRow {
    /// Its id.
    pub id: String,
    /// For people.
    pub name: String,
    /// Until when it may be taken for alive.
    pub lease_until: DateTime<Utc>,
}
