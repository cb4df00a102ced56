use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::{env, fs, process};

use aps_runtime::SqliteStore;

/// A folder that is empty, and goes with the test.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static NUMBERS: AtomicU32 = AtomicU32::new(0);
        let number = NUMBERS.fetch_add(1, Ordering::Relaxed);
        let path = env::temp_dir().join(format!("aps-sqlite-{}-{number}", process::id()));
        fs::create_dir(&path).unwrap();
        Folder(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// One that is another's.
    pub(crate) fn at(path: &Path) -> std::mem::ManuallyDrop<Self> {
        std::mem::ManuallyDrop::new(Folder(path.to_owned()))
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.0.join("jobs.db")
    }

    pub(crate) fn store(&self) -> SqliteStore {
        SqliteStore::new(format!("sqlite:{}", self.file().display())).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
