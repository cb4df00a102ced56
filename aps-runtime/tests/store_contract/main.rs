//! Every job store of this crate keeps to the contract, and what breaks it is caught.

use std::sync::Arc;

use aps_runtime::MemoryStore;
use aps_runtime::testing::{StorePlace, store_contract};

store_contract!(memory, {
    let store = Arc::new(MemoryStore::new());
    StorePlace::shared(move || store.clone())
});

#[cfg(feature = "sqlite")]
mod broken;
#[cfg(all(target_os = "linux", feature = "mysql"))]
mod mysql;
#[cfg(all(target_os = "linux", feature = "postgres"))]
mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;
