use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use chrono::{DateTime, Utc};
use rustix::process::{Signal, getpid, kill_process};

use super::clock::{monotonic_us, pause};
use super::lines::Lines;
use crate::{Ending, Moment, NodeEvent, NodeLine};

/// How often a process looks whether it is running.
const TICK: Duration = Duration::from_millis(50);
/// How long it has not been running if that is to be written down.
const STALL_US: i64 = 500_000;

/// The log of a node: `node-<process>.jsonl`.
///
/// A line that cannot be written ends the process: a history with gaps would accuse the store.
#[derive(Debug)]
pub struct NodeLog {
    lines: Lines,
    process: String,
    next_body: AtomicU64,
}

impl NodeLog {
    /// Begins the log of a process, and notices when the process does not run.
    ///
    /// # Errors
    ///
    /// If the file cannot be opened.
    pub fn begin(directory: &Path, process: &str) -> io::Result<Arc<Self>> {
        let lines = Lines::append_to(&directory.join(format!("node-{process}.jsonl")))?;
        let log = Arc::new(NodeLog { lines, process: process.to_owned(), next_body: AtomicU64::new(0) });
        thread::spawn({
            let log = log.clone();
            move || log.notice_stalls()
        });
        Ok(log)
    }

    /// The first thing that a body does.
    pub fn enter(self: &Arc<Self>, job_id: &str, scheduled_run_time: DateTime<Utc>, fence: u64) -> Entered {
        let body = self.next_body.fetch_add(1, Ordering::Relaxed);
        let job_id = job_id.to_owned();
        self.write(NodeEvent::Start { body, job_id, scheduled_run_time, fence });
        Entered { log: self.clone(), body, ending: Ending::Dropped }
    }

    /// The last thing that a process does.
    pub(crate) fn kill(&self) {
        self.write(NodeEvent::Killed);
        // As sudden as any other kill: nothing is unwound or flushed.
        let _ = kill_process(getpid(), Signal::KILL);
    }

    fn notice_stalls(&self) {
        loop {
            let from_us = monotonic_us();
            pause(TICK);
            if monotonic_us() - from_us > STALL_US {
                self.write(NodeEvent::Stalled { from_us });
            }
        }
    }

    fn write(&self, event: NodeEvent) {
        let line = NodeLine { at: Moment::now(), process: self.process.clone(), event };
        if let Err(error) = self.lines.write(&line) {
            eprintln!("the log of {} cannot be written: {error}", self.process);
            std::process::abort();
        }
    }
}

/// A body that was entered. What is not said to have ended before this is dropped was dropped itself.
#[derive(Debug)]
#[must_use = "dropped at once, the body is dropped at once"]
pub struct Entered {
    log: Arc<NodeLog>,
    body: u64,
    ending: Ending,
}

impl Entered {
    /// The body is about to return well.
    pub fn returned(mut self) {
        self.ending = Ending::Returned;
    }

    /// The body is about to return an error.
    pub fn failed(mut self) {
        self.ending = Ending::Failed;
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        self.log.write(NodeEvent::End { body: self.body, ending: self.ending });
    }
}
