use std::fs;
use std::path::Path;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

use crate::patience::wait_until;

/// The processes that work in this folder or beneath it, also when it has been removed.
///
/// This is how a server's processes are known: PostgreSQL gives each of them a session of its own,
/// and those whose parent was killed have another one. None leaves its folder.
pub fn processes_in(folder: &Path) -> Vec<u32> {
    let Ok(processes) = fs::read_dir("/proc") else { return Vec::new() };
    processes
        .flatten()
        .filter_map(|process| {
            let pid = process.file_name().to_str()?.parse().ok()?;
            let works_in = fs::read_link(process.path().join("cwd")).ok()?;
            is_within(&works_in, folder).then_some(pid)
        })
        .collect()
}

/// Linux writes `/folder (deleted)` when the folder is gone.
fn is_within(path: &Path, folder: &Path) -> bool {
    let rest = path.to_str().zip(folder.to_str()).and_then(|(path, folder)| path.strip_prefix(folder));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || rest.starts_with(" (deleted)"))
}

/// A process that has gone is none to send a signal to, and that is no mistake.
pub(crate) fn signal(process: u32, signal: Signal) {
    if let Some(pid) = i32::try_from(process).ok().and_then(Pid::from_raw) {
        let _gone_perhaps = kill_process(pid, signal);
    }
}

/// Sends the signal to all in the folder, as long as there are such that have not had it.
pub(crate) fn signal_all(folder: &Path, what: Signal) {
    let mut reached = Vec::new();
    loop {
        let mut new = processes_in(folder);
        new.retain(|process| !reached.contains(process));
        if new.is_empty() {
            return;
        }
        for process in &new {
            signal(*process, what);
        }
        reached.extend(new);
    }
}

/// Kills all in the folder, and tells whether they have gone.
pub(crate) fn kill_all(folder: &Path) -> bool {
    wait_until(Duration::from_secs(30), || {
        signal_all(folder, Signal::KILL);
        processes_in(folder).is_empty()
    })
}
