//! What this process has used, from `/proc`.

use std::fs;
use std::time::Duration;

/// Resident memory, in bytes.
pub fn resident() -> usize {
    let statm = fs::read_to_string("/proc/self/statm").expect("Linux");
    let pages: usize = statm.split(' ').nth(1).and_then(|pages| pages.parse().ok()).expect("statm");
    pages * 4096
}

/// Processor time of all threads that live.
pub fn processor_time() -> Duration {
    let nanoseconds = tasks("schedstat")
        .map(|text| -> u64 { text.split(' ').next().and_then(|time| time.parse().ok()).expect("schedstat") });
    Duration::from_nanos(nanoseconds.sum())
}

/// How often a thread has waited for something.
pub fn waits() -> u64 {
    let of = |text: String| {
        let line = text.lines().find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"));
        line.and_then(|count| count.trim().parse::<u64>().ok()).expect("status")
    };
    tasks("status").map(of).sum()
}

fn tasks(file: &'static str) -> impl Iterator<Item = String> {
    let tasks = fs::read_dir("/proc/self/task").expect("Linux");
    tasks.filter_map(move |task| fs::read_to_string(task.ok()?.path().join(file)).ok())
}
