//! Files that are damaged.

use std::fs;
use std::path::PathBuf;

use crate::folder::Folder;
use crate::trial::{at, ids, join};

/// As it is made by who takes care of it.
pub(crate) fn backup(folder: &Folder) -> PathBuf {
    let backup = folder.path().join("backup.db");
    folder.sql(&format!("vacuum into '{}'", backup.display()));
    backup
}

pub(crate) fn remove_file(folder: &Folder) {
    for file in ["jobs.db", "jobs.db-wal", "jobs.db-shm"] {
        let _ = fs::remove_file(folder.path().join(file));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_file_is_told_and_its_backup_used() {
    let folder = Folder::new();
    drop(folder.store_with(&[("a", at(1))]).await);
    let backup = backup(&folder);
    remove_file(&folder);
    // All pages but the first.
    let mut damaged = fs::read(&backup).unwrap();
    damaged[4096..].fill(0xaa);
    fs::write(folder.file(), &damaged).unwrap();
    let told = join(&folder.store()).await.unwrap_err().to_string();
    assert!(told.contains("database disk image is malformed"), "{told}");
    assert!(told.contains("help: restore the file from a backup"), "{told}");
    // But for what its head says of how it is written to.
    assert!(fs::read(folder.file()).unwrap()[4096..] == damaged[4096..], "it is left as it is");
    remove_file(&folder);
    fs::copy(&backup, folder.file()).unwrap();
    let store = folder.store();
    join(&store).await.unwrap();
    assert_eq!(ids(&store).await, ["a"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_was_cut_off_is_told() {
    let folder = Folder::new();
    drop(folder.store_with(&[("a", at(1))]).await);
    let backup = backup(&folder);
    remove_file(&folder);
    let whole = fs::read(&backup).unwrap();
    fs::write(folder.file(), &whole[..4096 * 2]).unwrap();
    let told = join(&folder.store()).await.unwrap_err().to_string();
    assert!(told.contains("database disk image is malformed"), "{told}");
}
