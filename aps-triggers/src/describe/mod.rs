//! Triggers in plain English. What is public is so for the macros.

mod clock;
mod cron;
mod days;
mod length;
mod schedule;
mod set;
mod words;
mod years;

#[cfg(feature = "eval")]
mod triggers;

pub use self::length::{length, moment};
pub use self::schedule::{About, Member, and, calendar_interval, cron, date, interval, or};
