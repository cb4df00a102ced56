//! Triggers in plain English.

mod clock;
mod cron;
mod days;
mod set;
mod words;
mod years;

#[cfg(feature = "eval")]
mod length;
#[cfg(feature = "eval")]
mod triggers;
