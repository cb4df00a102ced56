//! A disk that is full, and a file that may only be read.
#![cfg(target_os = "linux")]

use std::io::{ErrorKind, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::{env, fs};

use aps_runtime::{JobRecord, JobStore, SqliteStore};

use crate::busy::Busy;
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

/// With files that cannot become larger than 400 KB.
#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_told_and_nothing_is_lost() {
    if let Some(path) = folder_of_child() {
        return fill(&Folder::at(&path)).await;
    }
    let folder = Folder::new();
    drop(folder.store_with(&[("a", at(1))]).await);
    let mut command = Command::new("env");
    command.args(["--ignore-signal=XFSZ", "prlimit", "--fsize=400000"]);
    run_child(command, "full::a_full_disk_is_told_and_nothing_is_lost", &folder);
    // With more room it goes on, with all that it said was written.
    let written = fs::read_to_string(folder.path().join("written")).unwrap();
    let store = folder.store();
    join(&store).await.unwrap();
    assert_eq!(ids(&store).await.join(" "), written);
    store.add_job(Arc::new(folder.job("more", at(1)).await)).await.unwrap();
}

/// Each row that is written lets a table grow in which there is no number left: SQLite says the same then as when
/// the disk is full, whoever runs the test.
const FULL: &str = "
create table numbers(number integer primary key autoincrement);
insert into numbers values (9223372036854775807);
create trigger full before insert on aps_runs begin insert into numbers values (null); end";

#[tokio::test(flavor = "multi_thread")]
async fn a_scheduler_goes_on_when_there_is_room_again() {
    let folder = Folder::new();
    let busy = Busy::new(folder.store()).await;
    folder.script(FULL);
    busy.fails_with("database or disk is full").await;
    busy.fails_with("help: make room on the disk: until then no job is started").await;
    folder.script("drop trigger full");
    busy.works_again().await;
    busy.has_lost_nothing().await;
}

/// In a mount namespace of its own, with a file system of two megabytes in memory: any user may do that on most systems,
/// and where it is not allowed, only the test above says how a full disk is dealt with.
#[tokio::test(flavor = "multi_thread")]
async fn a_scheduler_goes_on_when_there_is_room_again_on_a_real_disk() {
    const TEST: &str = "full::a_scheduler_goes_on_when_there_is_room_again_on_a_real_disk";
    if let Some(path) = folder_of_child() {
        return fill_and_make_room(&Folder::at(&path)).await;
    }
    let folder = Folder::new();
    let mount = format!("mount -t tmpfs -o size=2m none '{}'", folder.path().display());
    let unshared = |script: &str| {
        let mut command = Command::new("unshare");
        command.args(["--user", "--map-root-user", "--mount", "sh", "-c", script, "sh"]);
        command
    };
    match unshared(&mount).output() {
        Ok(output) if output.status.success() => {
            run_child(unshared(&format!("{mount} && exec \"$@\"")), TEST, &folder);
        }
        refused => eprintln!("no file system can be mounted here: {refused:?}"),
    }
}

async fn fill_and_make_room(folder: &Folder) {
    let busy = Busy::new(folder.store()).await;
    let rest = folder.path().join("rest");
    let mut file = fs::File::create(&rest).unwrap();
    let full = std::iter::repeat_with(|| file.write_all(&[0; 512])).find_map(Result::err);
    assert_eq!(full.map(|error| error.kind()), Some(ErrorKind::StorageFull));
    busy.fails_with("database or disk is full").await;
    drop(file);
    fs::remove_file(rest).unwrap();
    busy.works_again().await;
    busy.has_lost_nothing().await;
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
