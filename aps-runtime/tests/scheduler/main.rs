//! What the scheduler does, told on a clock that stands still until it is set.
//!
//! The scenarios are those of APScheduler's documentation and of measurements
//! of version 3.11, as far as this crate means the same.

mod clock;
mod coalesce;
mod declared;
mod executors;
mod failures;
mod harness;
mod hooked;
mod jitter;
mod jobs;
mod lifecycle;
mod max_instances;
mod misfire;
mod races;
mod results;
mod start_and_stop;
mod state;
mod stores;
