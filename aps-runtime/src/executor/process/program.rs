//! How this program is run once more, as a worker, and how a worker knows that it is one.

use std::env;
use std::ffi::OsString;
use std::fs::File;
use std::io;
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use crate::__private::PROCESS_WORKER_TESTS_V1;
use crate::executor::ExecutorError;

/// Tells a worker that it is one, and which socket its stdin is. What a job starts inherits the
/// variable, but not the socket, and so takes itself for no worker.
pub(crate) const VARIABLE: &str = "APS_PROCESS_WORKER";

/// Whether this program has called what would have made it a worker.
static ENTERS_WORKERS: AtomicBool = AtomicBool::new(false);

/// Whether this process works for a pool.
static IS_WORKER: AtomicBool = AtomicBool::new(false);

/// The program enters its workers. On another thread than that of `main` it would not do so
/// first of all, as where a test calls what is meant for `main`.
pub(crate) fn note_entry() {
    if thread::current().name() == Some("main") {
        ENTERS_WORKERS.store(true, Ordering::SeqCst);
    }
}

pub(crate) fn note_worker() {
    IS_WORKER.store(true, Ordering::SeqCst);
}

pub(crate) fn is_worker() -> bool {
    IS_WORKER.load(Ordering::SeqCst)
}

/// Whether a pool has started this process, and it has not become a worker yet.
pub(crate) fn is_wanted() -> bool {
    let Some(socket) = env::var_os(VARIABLE) else { return false };
    identity(io::stdin().as_fd()).is_ok_and(|stdin| stdin.is_some_and(|stdin| socket == *stdin))
}

/// What tells a socket from all others of this machine; `None` for what is no socket.
pub(super) fn identity(descriptor: BorrowedFd<'_>) -> io::Result<Option<String>> {
    let metadata = File::from(descriptor.try_clone_to_owned()?).metadata()?;
    let is_socket = metadata.file_type().is_socket();
    Ok(is_socket.then(|| format!("{}:{}", metadata.dev(), metadata.ino())))
}

/// What is to be run, and with what on its command line.
#[derive(Debug)]
pub(super) struct Program {
    pub(super) path: PathBuf,
    /// Its name, for those who list processes.
    pub(super) name: OsString,
    pub(super) arguments: Vec<String>,
}

impl Program {
    pub(super) fn find() -> Result<Self, ExecutorError> {
        // The file by this name may be another one by now; this is what runs here.
        let path = if cfg!(target_os = "linux") { "/proc/self/exe".into() } else { env::current_exe()? };
        let name = env::args_os().next().unwrap_or_else(|| path.clone().into());
        Ok(Program { path, name, arguments: arguments()? })
    }
}

/// A program for tests has a `main` that is not ours; one of its tests becomes the worker.
fn arguments() -> Result<Vec<String>, ExecutorError> {
    if let Some(test) = PROCESS_WORKER_TESTS_V1.first() {
        let test = test.split_once("::").map_or(*test, |(_crate, path)| path);
        return Ok([test, "--exact", "--nocapture", "--test-threads=1"].map(String::from).into());
    }
    if ENTERS_WORKERS.load(Ordering::SeqCst) {
        return Ok(Vec::new());
    }
    Err("this program cannot be run as a worker process\n  \
         = help: put `#[aps_runtime::main]` on `main`, or call `aps_runtime::process_worker()` first of all \
         in it; for tests, write `aps_runtime::testing::process_worker!();` in the file that has them\n  \
         = note: a worker is this same program, started once more; without that call it would do again all \
         that `main` does"
        .into())
}
