use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, Utc};

use super::clock::monotonic_us;
use super::lines::Lines;
use crate::{CallKind, ControllerEvent, ControllerLine, FaultKind, Job, JobRow, Moment, NodeRow, RunRow};

/// The log of the controller: `controller.jsonl`.
#[derive(Debug)]
pub struct ControllerLog {
    lines: Lines,
    next: AtomicU64,
}

/// A call that is under way.
#[derive(Debug, Clone, Copy)]
pub struct OpenCall(u64);

/// A fault that is under way.
#[derive(Debug, Clone, Copy)]
pub struct OpenFault(u64);

impl ControllerLog {
    /// Begins the log of a trial; in which, it may be, deaths are noticed.
    ///
    /// # Errors
    ///
    /// If the file cannot be written, as with all methods.
    pub fn begin(directory: &Path, seed: u64, deaths_are_noticed: bool) -> io::Result<Self> {
        let lines = Lines::append_to(&directory.join("controller.jsonl"))?;
        let log = ControllerLog { lines, next: AtomicU64::new(0) };
        log.write(ControllerEvent::Begin { seed, deaths_are_noticed })?;
        Ok(log)
    }

    /// A job that is going to be added.
    ///
    /// # Errors
    ///
    /// If the file cannot be written.
    pub fn job(&self, job: &Job) -> io::Result<()> {
        self.write(ControllerEvent::Job { job: job.clone() })
    }

    /// To be written before a call is made.
    ///
    /// # Errors
    ///
    /// If the file cannot be written.
    pub fn invoke(&self, kind: CallKind, job_id: &str) -> io::Result<OpenCall> {
        let call = self.number();
        self.write(ControllerEvent::Invoke { call, kind, job_id: job_id.to_owned() })?;
        Ok(OpenCall(call))
    }

    /// How a call came back: whether it was done, if that is known.
    ///
    /// # Errors
    ///
    /// If the file cannot be written.
    pub fn returned(&self, OpenCall(call): OpenCall, done: Option<bool>) -> io::Result<()> {
        self.write(match done {
            Some(true) => ControllerEvent::Ok { call },
            Some(false) => ControllerEvent::Fail { call },
            None => ControllerEvent::Info { call },
        })
    }

    /// To be written before a fault is injected, or may happen.
    ///
    /// # Errors
    ///
    /// If the file cannot be written.
    pub fn fault(&self, kind: FaultKind, process: Option<&str>) -> io::Result<OpenFault> {
        let fault = self.number();
        self.write(ControllerEvent::Fault { fault, kind, process: process.map(str::to_owned) })?;
        Ok(OpenFault(fault))
    }

    /// To be written once a fault is over.
    ///
    /// # Errors
    ///
    /// If the file cannot be written.
    pub fn healed(&self, OpenFault(fault): OpenFault) -> io::Result<()> {
        self.write(ControllerEvent::Healed { fault })
    }

    /// To be written once a process has been waited for.
    ///
    /// # Errors
    ///
    /// If the file cannot be written.
    pub fn exited(&self, process: &str) -> io::Result<()> {
        self.write(ControllerEvent::Exited { process: process.to_owned() })
    }

    /// Reads the store and writes down what stands in it. Of runs at least those that are under way and
    /// those whose `through_at` is not before `complete_since`.
    ///
    /// # Errors
    ///
    /// If the store cannot be read, or the file not be written.
    pub fn dump<E: From<io::Error>>(
        &self,
        complete_since: DateTime<Utc>,
        read: impl FnOnce() -> Result<(Vec<RunRow>, Vec<JobRow>, Vec<NodeRow>), E>,
    ) -> Result<(), E> {
        let began_us = monotonic_us();
        let (runs, jobs, nodes) = read()?;
        Ok(self.write(ControllerEvent::Dump { began_us, complete_since, runs, jobs, nodes })?)
    }

    fn number(&self) -> u64 {
        self.next.fetch_add(1, Ordering::Relaxed)
    }

    fn write(&self, event: ControllerEvent) -> io::Result<()> {
        self.lines.write(&ControllerLine { at: Moment::now(), event })
    }
}
