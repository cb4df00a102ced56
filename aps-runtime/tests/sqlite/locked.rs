//! A file that somebody else keeps locked for longer than it is waited for.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use crate::busy::Busy;
use crate::folder::Folder;

/// Until its standard input is closed.
const KEEP_LOCKED: &str = "
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute('begin immediate')
print('locked', flush=True)
sys.stdin.read()";

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_others_keep_locked_is_told_and_nothing_is_lost() {
    let folder = Folder::new();
    let busy = Busy::new(folder.store()).await;
    let mut command = Command::new("python3");
    command.args(["-c", KEEP_LOCKED]).arg(folder.file()).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut other = command.spawn().unwrap();
    let mut told = String::new();
    BufReader::new(other.stdout.take().unwrap()).read_line(&mut told).unwrap();
    assert_eq!(told, "locked\n");
    busy.fails_with("another process has kept the database locked for too long").await;
    drop(other.stdin.take());
    other.wait().unwrap();
    busy.works_again().await;
    busy.has_lost_nothing().await;
}
