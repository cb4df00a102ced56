//! What is wrong with the file, or goes wrong with it.

use aps_runtime::prelude::*;
use aps_runtime::{ErrorKind, JobStoreHealth};

use super::{Folder, history, store_in};
use crate::harness::{Harness, cron, instant, once, succeed};

async fn refused(folder: &Folder) -> String {
    let error = folder.scheduler("09:30").scheduler.start().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Store);
    format!("{error:?}")
}

#[tokio::test]
async fn a_start_tells_what_is_wrong_with_the_file() {
    let folder = Folder::new();
    std::fs::write(folder.file(), "this is a letter, and not a database at all, however long it is").unwrap();
    let told = refused(&folder).await;
    assert!(told.starts_with("job store `default` failed\n  caused by: "), "{told}");
    assert!(told.contains("database"), "{told}");

    let missing = store_in(&folder.file().join("no").join("such.db"));
    let harness = Harness::new("09:30", Scheduler::builder().job_store("default", missing));
    let told = format!("{:?}", harness.scheduler.start().await.unwrap_err());
    assert!(told.contains("such.db"), "{told}");
}

/// It can be started once more, when that is mended.
#[tokio::test]
async fn a_scheduler_that_cannot_start_for_its_store_starts_when_it_can() {
    let folder = Folder::new();
    std::fs::create_dir(folder.file()).unwrap();
    let harness = folder.scheduler("09:30");
    harness.scheduler.add_job(succeed::job(), once("10:00")).id("job").await.unwrap();
    harness.scheduler.start().await.unwrap_err();
    std::fs::remove_dir(folder.file()).unwrap();
    harness.scheduler.start().await.unwrap();
    harness.run_until("10:00").await;
    assert_eq!(history(&harness, "job").await, ["10:00:00 Executed"]);
}

/// The file is gone for a while, as a server may be: nothing is lost, and it is told.
#[tokio::test]
async fn a_store_that_fails_for_a_while_is_told_and_tried_again() {
    let folder = Folder::new();
    let harness = folder.scheduler("09:30");
    harness.scheduler.start().await.unwrap();
    harness.scheduler.add_job(succeed::job(), cron("0 * * * *")).id("job").await.unwrap();
    // Somebody else holds the lock for longer than anybody waits for it.
    let lock = Lock::on(&folder).await;
    harness.log();
    harness.clock.set(instant("10:00"));
    while harness.scheduler.job_stores()[0].health == JobStoreHealth::Ready {
        tokio::task::yield_now().await;
    }
    assert!(matches!(harness.scheduler.job_stores()[0].health, JobStoreHealth::Failed { .. }));
    drop(lock);
    harness.run_until("10:00:30").await;
    assert_eq!(history(&harness, "job").await, ["10:00:00 Executed"]);
    assert_eq!(harness.scheduler.job_stores()[0].health, JobStoreHealth::Ready);
    let log = harness.log_of(&["store"]);
    assert!(log[0].starts_with("store default failed: "), "{log:?}");
    assert_eq!(log.last().unwrap(), "store default works again");
}

/// A process that has locked the file.
struct Lock(std::process::Child);

impl Lock {
    async fn on(folder: &Folder) -> Self {
        let script = "
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=60)
connection.execute('begin immediate')
print('locked', flush=True)
sys.stdin.read()";
        let mut command = std::process::Command::new("python3");
        command.args(["-c", script]).arg(folder.file());
        command.stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::piped());
        let mut child = command.spawn().unwrap();
        let output = child.stdout.take().unwrap();
        let said = tokio::task::spawn_blocking(move || {
            let mut line = String::new();
            std::io::BufRead::read_line(&mut std::io::BufReader::new(output), &mut line).unwrap();
            line
        });
        assert_eq!(said.await.unwrap(), "locked\n");
        Lock(child)
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}
