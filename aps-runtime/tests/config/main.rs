//! Schedulers that are told by files, variables and dictionaries what they are.
#![cfg(feature = "config")]

mod faults;
mod precedence;
mod secrets;
mod types;
