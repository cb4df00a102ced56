//! What is wrong with the file, or goes wrong with it.

use std::time::Duration;

use aps_runtime::prelude::*;
use aps_runtime::{Clock, ErrorKind, JobStoreHealth, Shutdown, SystemClock};
use chrono::TimeDelta;

use super::{Folder, history, store_in};
use crate::harness::{Harness, cron, hold, instant, once, release, succeed};

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

/// The ends of runs cannot be written: whoever does not wait for runs does not wait for that.
#[tokio::test]
async fn a_shutdown_in_a_hurry_does_not_wait_for_a_store_that_fails() {
    for (wait, id) in [(Wait::No, "no_wait"), (Wait::AtMost(Duration::from_secs(5)), "short_wait")] {
        let folder = Folder::new();
        let harness = folder.scheduler("09:30");
        harness.scheduler.start().await.unwrap();
        harness.scheduler.add_job(hold::job(), once("10:00")).id(id).await.unwrap();
        harness.clock.set(instant("10:00"));
        harness.until_told(&format!("submitted {id} 10:00:00")).await;
        let _lock = Lock::on(&folder).await;
        release(id);
        harness.until_told(&format!("executed {id} 10:00:00")).await;
        let shutdown = tokio::spawn({
            let scheduler = harness.scheduler.clone();
            async move { scheduler.shutdown(wait).await }
        });
        // Long before the lease is over.
        while !shutdown.is_finished() && harness.clock.now() < instant("10:00:10") {
            harness.clock.advance(TimeDelta::seconds(1));
            SystemClock.sleep(Duration::from_millis(300)).await;
        }
        assert!(shutdown.is_finished());
        assert_eq!(shutdown.await.unwrap().unwrap(), Shutdown::default());
        assert_eq!(harness.scheduler.state(), SchedulerState::Stopped);
    }
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
