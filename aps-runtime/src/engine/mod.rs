//! The decisions, free of clocks, stores, executors and threads: given a job
//! and an instant, which runs are due, and when is the next one?

mod plan;
mod run_times;

pub use run_times::{RunTimes, RunTimesIter, Span};

pub(crate) use plan::{Plan, earlier, lateness, later, next_run_time, plan};
