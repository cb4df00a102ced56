//! A crate of somebody else's that brings a type of job store and a type of executor.
#![forbid(unsafe_code)]

mod executor;
mod store;
