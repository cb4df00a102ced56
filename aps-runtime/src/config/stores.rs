//! The job stores of this crate, as a configuration names and describes them.

use serde::Deserialize;

use super::types::{JobStoreType, built_in};
use crate::store::MemoryStore;

pub(super) const BUILT_IN: &[JobStoreType] = &[
    built_in!("memory", job_store, memory),
    // Not as other crates do it: what that needs of the linker, this crate forbids itself.
    #[cfg(feature = "mongodb")]
    built_in!("mongodb", try job_store, super::mongodb::mongodb),
    #[cfg(feature = "mysql")]
    built_in!("mysql", try job_store, super::databases::mysql),
    #[cfg(feature = "mysql")]
    built_in!("mariadb", try job_store, super::databases::mysql),
    #[cfg(feature = "postgres")]
    built_in!("postgres", try job_store, super::databases::postgres),
    #[cfg(feature = "postgres")]
    built_in!("postgresql", try job_store, super::databases::postgres),
    #[cfg(feature = "redis")]
    built_in!("redis", try job_store, super::redis::redis),
    #[cfg(feature = "sqlite")]
    built_in!("sqlite", try job_store, super::databases::sqlite),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Memory {}

fn memory(Memory {}: Memory) -> MemoryStore {
    MemoryStore::new()
}
