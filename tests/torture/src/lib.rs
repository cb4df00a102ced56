//! Is each fire of each schedule accounted for, whatever happens to the nodes and to the store?
//!
//! A [`History`] is written down outside the store: by whoever injects the faults, and by the
//! bodies of the jobs. With dumps of the store it is judged afterwards, by [`check`], against an
//! [oracle](Schedule::times) that knows nothing of aps. What is judged are the [`Invariant`]s, a
//! function each:
//!
//! | file | invariants |
//! |---|---|
//! | `checker/fires.rs` | none is lost, none is invented, the chain has no hole |
//! | `checker/starts.rs` | none starts twice, none starts uncommitted |
//! | `checker/writes.rs` | stale writers lose |
//! | `checker/instances.rs` | `max_instances` |
//! | `checker/pauses.rs` | pauses are kept |
//! | `checker/lateness.rs` | grace times, liveness |
//! | `checker/remains.rs` | nothing leaks, bad jobs are kept and hold up nothing |
//!
//! What a store may forget that says so, as Redis may that makes sure of its file each second, is in `checker/losses.rs`.
//!
//! That the checker itself can fail is shown by `tests/mutations/`, and that a trial can by `tests/flaws.rs`.
#![forbid(unsafe_code)]

mod checker;
#[cfg(target_os = "linux")]
pub mod harness;
mod history;
mod oracle;
mod summary;

pub use checker::{Budgets, Invariant, Report, Violation, check};
pub use history::log::{ControllerEvent, ControllerLine, HistoryError, Moment, NodeEvent, NodeLine};
pub use history::{
    Body, Call, CallKind, Dump, Ending, Fault, FaultKind, History, Job, JobRow, NodeRow, OnNodeLoss,
    Returned, RunRow, RunState,
};
pub use oracle::{CronFields, Schedule, ScheduleError};
pub use summary::Summary;
