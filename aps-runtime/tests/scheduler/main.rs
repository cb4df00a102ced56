//! What the scheduler does, told on a clock that stands still until it is set.
//!
//! The scenarios are those of APScheduler's documentation and of measurements
//! of version 3.11, as far as this crate means the same.

mod back_pressure;
mod background;
mod blocking;
mod bursts;
mod clock;
mod closures;
mod coalesce;
#[cfg(feature = "config")]
mod configured;
mod declared;
#[cfg(feature = "sqlite")]
mod durable;
mod elsewhere;
mod event_order;
mod event_streams;
mod executors;
mod failures;
mod harness;
mod hooked;
mod interference;
mod jitter;
mod jobs;
mod lifecycle;
mod listeners;
mod many_jobs;
mod max_instances;
mod misfire;
mod modify;
mod pains;
mod races;
mod results;
mod retries;
mod runs;
mod start_and_stop;
mod state;
mod stores;
mod submissions;
mod timeouts;
#[cfg(feature = "config")]
mod transfer;
mod turns;
mod waiting;
