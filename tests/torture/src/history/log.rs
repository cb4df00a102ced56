//! The lines of which a [`History`](crate::History) is made, one JSON object each: what the controller and
//! the nodes write.

use std::fmt;
use std::io;
use std::path::PathBuf;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{CallKind, Ending, FaultKind, Job, JobRow, NodeRow, RunRow};

/// When something was written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// Microseconds on the monotonic clock of the machine, which all processes share: what counts.
    pub mono_us: i64,
    /// What the wall clock of the process showed, which a fault may have set.
    pub wall: DateTime<Utc>,
}

/// A line of the controller: `controller.jsonl`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ControllerLine {
    /// When.
    #[serde(flatten)]
    pub at: Moment,
    /// What.
    #[serde(flatten)]
    pub event: ControllerEvent,
}

/// What a controller writes down.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum ControllerEvent {
    /// The first line. Its two clocks are those by which all is judged.
    Begin {
        /// From which everything is drawn.
        seed: u64,
        /// As [`History::deaths_are_noticed`](super::History::deaths_are_noticed).
        deaths_are_noticed: bool,
    },
    /// A job as it is going to be added.
    Job {
        /// The job.
        job: Job,
    },
    /// A call is about to be made.
    Invoke {
        /// Its number.
        call: u64,
        /// What is asked for.
        kind: CallKind,
        /// Of which job.
        job_id: String,
    },
    /// A call was done.
    Ok {
        /// Its number.
        call: u64,
    },
    /// A call was refused, and nothing was done.
    Fail {
        /// Its number.
        call: u64,
    },
    /// Nobody knows what became of a call; nor does anybody without this line.
    Info {
        /// Its number.
        call: u64,
    },
    /// A fault is about to be injected.
    Fault {
        /// Its number.
        fault: u64,
        /// What.
        kind: FaultKind,
        /// To which process.
        process: Option<String>,
    },
    /// A fault is over.
    Healed {
        /// Its number.
        fault: u64,
    },
    /// A process has been waited for.
    Exited {
        /// Its name.
        process: String,
    },
    /// The store was read, from `began` until now.
    Dump {
        /// When that began, on the monotonic clock.
        began_us: i64,
        /// From which fire times on all rows are in it.
        complete_since: DateTime<Utc>,
        /// What became of fire times.
        runs: Vec<RunRow>,
        /// The jobs.
        jobs: Vec<JobRow>,
        /// The nodes.
        nodes: Vec<NodeRow>,
    },
}

/// A line of a node: `node-<process>.jsonl`, which each process has for itself.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NodeLine {
    /// When.
    #[serde(flatten)]
    pub at: Moment,
    /// The process.
    pub process: String,
    /// What.
    #[serde(flatten)]
    pub event: NodeEvent,
}

/// What a node writes down.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum NodeEvent {
    /// A body is entered, and has done nothing yet.
    Start {
        /// A number that no other start in the process has.
        body: u64,
        /// The job.
        job_id: String,
        /// The time for which it was scheduled.
        scheduled_run_time: DateTime<Utc>,
        /// The fence of its run.
        fence: u64,
    },
    /// A body has done everything, or is dropped.
    End {
        /// The number of the start.
        body: u64,
        /// How it ends.
        ending: Ending,
    },
    /// The process is about to kill itself, at a point of failure.
    Killed,
    /// The process has not run for a while, whoever is to blame for it.
    Stalled {
        /// From when, on the monotonic clock, until now.
        from_us: i64,
    },
}

/// Logs that cannot be read.
#[derive(Debug)]
pub enum HistoryError {
    /// The file system says no.
    Io(PathBuf, io::Error),
    /// A line is not one of a log.
    Line(PathBuf, usize, serde_json::Error),
    /// The lines do not belong together.
    Nonsense(String),
}

impl fmt::Display for HistoryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            HistoryError::Io(path, error) => write!(f, "{}: {error}", path.display()),
            HistoryError::Line(path, line, error) => write!(f, "{}:{line}: {error}", path.display()),
            HistoryError::Nonsense(what) => f.write_str(what),
        }
    }
}

impl std::error::Error for HistoryError {}
