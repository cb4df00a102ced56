//! A scheduler with a pool, and a look at the processes of this machine.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use aps_runtime::prelude::*;
use aps_runtime::{AddJob, EventStream, JobCall, ProcessPoolExecutor};
use rustix::process::{Pid, Signal, kill_process};

pub struct Pool {
    pub scheduler: Scheduler,
    events: EventStream,
}

impl Pool {
    pub async fn started(executor: ProcessPoolExecutor) -> Self {
        let scheduler = Scheduler::builder().executor("processes", executor).build().unwrap();
        let events = scheduler.events(EventMask::JOB_EXECUTED | EventMask::JOB_ERROR | EventMask::JOB_MISSED);
        scheduler.start().await.unwrap();
        Pool { scheduler, events }
    }

    pub fn add(&self, call: JobCall) -> AddJob {
        self.scheduler.add_job(call, Now).executor("processes")
    }

    /// How the next run ends: what it returns, as JSON, or its error.
    pub async fn outcome(&mut self) -> Result<String, JobError> {
        match self.events.next().await.unwrap().unwrap() {
            Event::JobExecuted { result, .. } => {
                Ok(result.map_or("nothing".into(), |result| result.to_string()))
            }
            Event::JobError { error, .. } => Err(error),
            other => panic!("{other}"),
        }
    }

    pub async fn run(&mut self, call: JobCall) -> Result<String, JobError> {
        self.add(call).await.unwrap();
        self.outcome().await
    }

    pub async fn shutdown(self) {
        self.scheduler.shutdown(Wait::ForJobs).await.unwrap();
    }
}

/// Waits until it is so.
pub async fn until(reached: impl Fn() -> bool) {
    while !reached() {
        tokio::task::yield_now().await;
        std::thread::yield_now();
    }
}

/// A file that nobody else has.
pub fn file(name: &str) -> PathBuf {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    std::env::temp_dir().join(format!("aps-process-pool-{}-{count}-{name}", std::process::id()))
}

/// What was written to a file, once something was.
pub async fn written(path: &PathBuf) -> String {
    until(|| fs::read_to_string(path).is_ok_and(|text| text.ends_with('\n'))).await;
    let text = fs::read_to_string(path).unwrap();
    fs::remove_file(path).unwrap();
    text.trim().to_owned()
}

/// Whether a process is there, be it only as a zombie.
pub fn exists(id: u32) -> bool {
    fs::exists(format!("/proc/{id}")).unwrap()
}

/// Sends a signal to the process that calls this until it dies of it. (Of SIGSEGV the standard
/// library takes the first for itself.)
pub fn die_of(signal: Signal) -> ! {
    loop {
        kill_process(rustix::process::getpid(), signal).unwrap();
    }
}

pub fn kill(id: u32) {
    kill_process(Pid::from_raw(id.try_into().unwrap()).unwrap(), Signal::KILL).unwrap();
}
