//! What a process has used, from `/proc`.

use std::fs;
use std::time::Duration;

/// Processor time of all threads that live.
pub fn processor_time(id: u32) -> Duration {
    let tasks = fs::read_dir(format!("/proc/{id}/task")).expect("Linux");
    let texts = tasks.filter_map(|task| fs::read_to_string(task.ok()?.path().join("schedstat")).ok());
    let nanoseconds = texts
        .map(|text| -> u64 { text.split(' ').next().and_then(|time| time.parse().ok()).expect("schedstat") });
    Duration::from_nanos(nanoseconds.sum())
}

/// Bytes that were written to files.
pub fn written(id: u32) -> i64 {
    let text = fs::read_to_string(format!("/proc/{id}/io")).expect("one's own process");
    let line = text.lines().find_map(|line| line.strip_prefix("wchar: "));
    line.and_then(|bytes| bytes.parse().ok()).expect("io")
}
