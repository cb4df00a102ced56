//! What a scheduler is told by files, environment variables and dictionaries.
//!
//! | file | what it does |
//! |---|---|
//! | `document/` | what was written, with its places |
//! | `model.rs` | what can be said |
//! | `types.rs`, `kinds.rs`, `stores.rs`, `databases.rs`, `mongodb.rs`, `redis.rs`, `executors.rs` | job stores and executors by the name of their type |
//! | `apscheduler.rs`, `foreign.rs` | what APScheduler and others call it |
//! | `configuration.rs` | the type that users hold: from where, and one over another |
//! | `read_job.rs` | a job with its places, also one of an export |
//! | `reading.rs`, `meaning.rs` | all of it read, with all that is wrong in it; and compared |
//! | `fixed.rs` | messages that quote nothing of a value |
//!
//! Where it is looked for is in `config_file.rs`, and what it does to a scheduler in
//! `scheduler/configured/`.

mod apscheduler;
mod configuration;
#[cfg(feature = "_sql")]
mod databases;
pub(crate) mod document;
mod executors;
mod fields;
mod fixed;
mod foreign;
#[cfg(test)]
#[cfg(all(unix, feature = "process-pool", feature = "yaml", feature = "sqlite", feature = "mongodb"))]
#[cfg(all(feature = "postgres", feature = "mysql", feature = "redis"))]
mod keys;
mod kinds;
mod meaning;
mod model;
#[cfg(feature = "mongodb")]
mod mongodb;
mod read_job;
mod reading;
#[cfg(feature = "redis")]
mod redis;
#[cfg(all(unix, feature = "process-pool"))]
mod size;
mod stores;
pub(crate) mod types;

pub use configuration::Config;
pub(crate) use document::{Fault, Faults};
#[cfg(test)]
#[cfg(all(unix, feature = "process-pool", feature = "yaml", feature = "sqlite", feature = "mongodb"))]
#[cfg(all(feature = "postgres", feature = "mysql", feature = "redis"))]
pub(crate) use keys::keys_of_sections;
pub(crate) use kinds::Kind;
pub(crate) use read_job::{ArgumentsLimit, ReadJob};
pub(crate) use reading::{Name, Reading, with_known};

/// Sets what is said.
fn with<T, V>(thing: T, value: Option<V>, set: impl FnOnce(T, V) -> T) -> T {
    match value {
        Some(value) => set(thing, value),
        None => thing,
    }
}
