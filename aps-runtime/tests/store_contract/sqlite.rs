use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::{env, fs, process};

use aps_runtime::SqliteStore;
use aps_runtime::testing::{StorePlace, run_store_contract};

run_store_contract!(file, {
    let folder = Folder::new();
    StorePlace::new(move || folder.store())
});

/// A folder that is empty, and goes with the test.
pub(super) struct Folder(PathBuf);

impl Folder {
    pub(super) fn new() -> Self {
        static NUMBERS: AtomicU32 = AtomicU32::new(0);
        let number = NUMBERS.fetch_add(1, Ordering::Relaxed);
        let path = env::temp_dir().join(format!("aps-store-contract-{}-{number}", process::id()));
        fs::create_dir(&path).unwrap();
        Folder(path)
    }

    pub(super) fn store(&self) -> SqliteStore {
        SqliteStore::new(format!("sqlite:{}", self.0.join("jobs.db").display())).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
