//! Schedulers that are told by files, variables and dictionaries what they are.
#![cfg(feature = "config")]

#[cfg(any(feature = "sqlite", feature = "postgres", feature = "mysql"))]
mod databases;
mod faults;
mod precedence;
mod secrets;
mod types;
