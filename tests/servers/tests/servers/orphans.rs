//! What becomes of servers whose program ends without stopping them.

use std::env;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use test_servers::{MariaDb, Postgres, processes_in};

use crate::database::wait;

const CHILD: &str = "CHILD_OF_ORPHANS";
const MARK: &str = "lives in ";

/// Run by the tests below: keeps servers, tells where they live, and ends or waits.
#[test]
fn child() {
    let Ok(how) = env::var(CHILD) else { return };
    let server = Postgres::new().without_fsync().start();
    for folder in [server.folder(), MariaDb::shared().folder()] {
        eprintln!("{MARK}{}", folder.display());
    }
    assert_ne!(how, "panic", "as it was told");
    if how == "wait" {
        std::thread::park();
    }
}

fn program(how: &str) -> (Child, Vec<PathBuf>) {
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["--exact", "orphans::child", "--nocapture"]).env(CHILD, how);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let lines = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
    let folders = lines.filter_map(|line| line.strip_prefix(MARK).map(PathBuf::from)).take(2).collect();
    (child, folders)
}

async fn are_gone(folders: &[PathBuf]) -> bool {
    assert_eq!(folders.len(), 2);
    for _ in 0..500 {
        if folders.iter().all(|folder| !folder.exists() && processes_in(folder).is_empty()) {
            return true;
        }
        wait(Duration::from_millis(20)).await;
    }
    false
}

#[tokio::test]
async fn a_killed_program_leaves_nothing() {
    let (mut child, folders) = program("wait");
    assert!(folders.iter().all(|folder| !processes_in(folder).is_empty()));
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(are_gone(&folders).await, "{folders:?}");
}

#[tokio::test]
async fn a_program_that_ends_leaves_nothing() {
    for (how, succeeds) in [("end", true), ("panic", false)] {
        let (mut child, folders) = program(how);
        assert_eq!(child.wait().unwrap().success(), succeeds);
        assert!(are_gone(&folders).await, "{folders:?}");
    }
}
