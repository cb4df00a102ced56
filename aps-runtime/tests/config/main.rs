//! Schedulers that are told by files, variables and dictionaries what they are.
#![cfg(feature = "config")]

#[cfg(any(feature = "sqlite", feature = "postgres", feature = "mysql"))]
mod databases;
// What is told names the types that this program has.
#[cfg(not(any(feature = "sqlite", feature = "postgres", feature = "mysql")))]
mod faults;
mod precedence;
mod secrets;
mod types;
