//! A disk that is full, and a file that may only be read.
#![cfg(target_os = "linux")]

use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::{env, fs};

use aps_runtime::{JobRecord, JobStore, SqliteStore};

use crate::damage::{backup, remove_file};
use crate::folder::Folder;
use crate::trial::{at, id, ids, join};

/// Names the folder to the test's own program, when that is run once more with less room.
const CHILD: &str = "APS_TEST_FOLDER";

fn folder_of_child() -> Option<PathBuf> {
    env::var_os(CHILD).map(PathBuf::from)
}

/// Runs one test once more.
fn run_child(mut command: Command, test: &str, folder: &Folder) {
    command.arg(env::current_exe().unwrap()).args(["--exact", test]).env(CHILD, folder.path());
    let output = command.output().unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && told.contains("1 passed"), "{told}");
}

/// With files that cannot become larger than 200 KB.
#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_told_and_nothing_is_lost() {
    if let Some(path) = folder_of_child() {
        return fill(&Folder::at(&path)).await;
    }
    let folder = Folder::new();
    drop(folder.store_with(&[("a", at(1))]).await);
    let mut command = Command::new("env");
    command.args(["--ignore-signal=XFSZ", "prlimit", "--fsize=200000"]);
    run_child(command, "full::a_full_disk_is_told_and_nothing_is_lost", &folder);
    // With more room it goes on, with all that it said was written.
    let written = fs::read_to_string(folder.path().join("written")).unwrap();
    let store = folder.store();
    join(&store).await.unwrap();
    assert_eq!(ids(&store).await.join(" "), written);
    store.add_job(Arc::new(folder.job("more", at(1)).await)).await.unwrap();
}

/// By another user, if this one may write to any file.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_may_only_be_read_is_told() {
    if let Some(path) = folder_of_child() {
        let told = join(&Folder::at(&path).store()).await.unwrap_err().to_string();
        assert!(told.contains("attempt to write a readonly database"), "{told}");
        assert!(told.contains("help: let this program write to the file"), "{told}");
        return;
    }
    let folder = Folder::new();
    drop(folder.store_with(&[("a", at(1))]).await);
    let backup = backup(&folder);
    remove_file(&folder);
    fs::copy(backup, folder.file()).unwrap();
    let may = |mode| fs::set_permissions(folder.file(), fs::Permissions::from_mode(mode)).unwrap();
    may(0o444);
    let mut command = Command::new("env");
    if rustix::process::geteuid().is_root() {
        command.args(["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]);
    }
    run_child(command, "full::a_file_that_may_only_be_read_is_told", &folder);
    may(0o600);
    let store = folder.store();
    join(&store).await.unwrap();
    assert_eq!(ids(&store).await, ["a"]);
}

async fn fill(folder: &Folder) {
    let store = folder.store();
    join(&store).await.unwrap();
    let job = store.job(&id("a")).await.unwrap().unwrap();
    let told = until_full(&store, &job).await;
    assert!(told.contains("the database says: "), "{told}");
    assert!(told.contains("disk"), "{told}");
    // It can still be read.
    let written = ids(&store).await.join(" ");
    fs::write(folder.path().join("written"), written).unwrap();
}

async fn until_full(store: &SqliteStore, job: &JobRecord) -> String {
    for number in 1..10_000 {
        let mut job = job.clone();
        (job.id, job.revision) = (id(&format!("job-{number:05}")), number << 40);
        if let Err(error) = store.add_job(Arc::new(job)).await {
            assert_eq!(ids(store).await.len() as u64, number);
            return error.to_string();
        }
    }
    panic!("the disk is not full");
}
