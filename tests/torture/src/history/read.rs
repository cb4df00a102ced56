//! From lines to a history.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeDelta, Utc};
use serde::de::DeserializeOwned;

use super::log::{ControllerEvent, ControllerLine, HistoryError, Moment, NodeEvent, NodeLine};
use super::{Body, Call, Dump, Ending, Fault, FaultKind, History, Returned};

impl History {
    /// Reads `controller.jsonl` and all `node-*.jsonl` of a directory.
    ///
    /// # Errors
    ///
    /// If they cannot be read, or do not belong together. A last line that a killed process
    /// has not finished is left out, and counted.
    pub fn read(directory: &Path) -> Result<History, HistoryError> {
        let mut torn_lines = 0;
        let controller = lines(&directory.join("controller.jsonl"), &mut torn_lines)?;
        let mut nodes = Vec::new();
        for path in node_logs(directory)? {
            nodes.extend(lines(&path, &mut torn_lines)?);
        }
        Ok(History { torn_lines, ..History::from_lines(controller, nodes)? })
    }

    /// Puts the lines of all logs together.
    ///
    /// # Errors
    ///
    /// If a line is about something that no other line has begun.
    pub fn from_lines(
        controller: Vec<ControllerLine>,
        nodes: Vec<NodeLine>,
    ) -> Result<History, HistoryError> {
        let begin = controller.first().ok_or_else(|| nonsense("the log of the controller is empty"))?;
        let mut reading = Reading::new(begin.at);
        for line in controller {
            reading.controller(line)?;
        }
        for line in nodes {
            reading.node(line)?;
        }
        Ok(reading.finish())
    }
}

struct Reading {
    begin: Moment,
    history: History,
    calls: HashMap<u64, usize>,
    faults: HashMap<u64, usize>,
    bodies: HashMap<(String, u64), usize>,
    exited: BTreeMap<String, DateTime<Utc>>,
}

impl Reading {
    fn new(begin: Moment) -> Self {
        Reading {
            begin,
            history: History::default(),
            calls: HashMap::new(),
            faults: HashMap::new(),
            bodies: HashMap::new(),
            exited: BTreeMap::new(),
        }
    }

    /// What the controller's wall clock would have shown if nobody had set it.
    fn time(&self, mono_us: i64) -> DateTime<Utc> {
        self.begin.wall + TimeDelta::microseconds(mono_us - self.begin.mono_us)
    }

    fn controller(&mut self, line: ControllerLine) -> Result<(), HistoryError> {
        let at = self.time(line.at.mono_us);
        match line.event {
            ControllerEvent::Begin { deaths_are_noticed, .. } => {
                self.history.deaths_are_noticed = deaths_are_noticed;
            }
            ControllerEvent::Job { job } => {
                self.history.jobs.insert(job.id.clone(), job);
            }
            ControllerEvent::Invoke { call, kind, job_id } => {
                self.calls.insert(call, self.history.calls.len());
                self.history.calls.push(Call { job_id, kind, invoked: at, returned: Returned::Unknown });
            }
            ControllerEvent::Ok { call } => self.call(call)?.returned = Returned::Ok(at),
            ControllerEvent::Fail { call } => self.call(call)?.returned = Returned::Failed,
            ControllerEvent::Info { call } => self.call(call)?.returned = Returned::Unknown,
            ControllerEvent::Fault { fault, kind, process } => {
                self.faults.insert(fault, self.history.faults.len());
                self.history.faults.push(Fault { kind, process, began: at, ended: None });
            }
            ControllerEvent::Healed { fault } => self.fault(fault)?.ended = Some(at),
            ControllerEvent::Exited { process } => {
                self.exited.insert(process, at);
            }
            ControllerEvent::Dump { began_us, complete_since, runs, jobs, nodes } => {
                let began = self.time(began_us);
                self.history.dumps.push(Dump { began, ended: at, complete_since, runs, jobs, nodes });
            }
        }
        Ok(())
    }

    fn call(&mut self, number: u64) -> Result<&mut Call, HistoryError> {
        let call = self.calls.get(&number).and_then(|index| self.history.calls.get_mut(*index));
        call.ok_or_else(|| nonsense(format!("call {number} returned, but was not made")))
    }

    fn fault(&mut self, number: u64) -> Result<&mut Fault, HistoryError> {
        let fault = self.faults.get(&number).and_then(|index| self.history.faults.get_mut(*index));
        fault.ok_or_else(|| nonsense(format!("fault {number} was healed, but not injected")))
    }

    fn node(&mut self, NodeLine { at, process, event }: NodeLine) -> Result<(), HistoryError> {
        let at = self.time(at.mono_us);
        match event {
            NodeEvent::Start { body, job_id, scheduled_run_time, fence } => {
                self.bodies.insert((process.clone(), body), self.history.bodies.len());
                let body = Body { job_id, scheduled_run_time, fence, process, started: at, ended: None };
                self.history.bodies.push(body);
            }
            NodeEvent::End { body, ending } => {
                let index = self.bodies.get(&(process.clone(), body));
                let body = index.and_then(|index| self.history.bodies.get_mut(*index)).ok_or_else(|| {
                    nonsense(format!("a body of {process} has ended that was never entered: {body}"))
                })?;
                body.ended = Some((at, ending));
            }
            NodeEvent::Killed => {
                // Whoever waits for it may notice later.
                self.exited.insert(process.clone(), at);
                let fault = Fault { kind: FaultKind::Kill, process: Some(process), began: at, ended: None };
                self.history.faults.push(fault);
            }
            NodeEvent::Stalled { from_us } => {
                let began = self.time(from_us);
                let fault = Fault { kind: FaultKind::Stall, process: Some(process), began, ended: Some(at) };
                self.history.faults.push(fault);
            }
        }
        Ok(())
    }

    fn finish(mut self) -> History {
        for body in &mut self.history.bodies {
            let exit = self.exited.get(&body.process);
            body.ended = body.ended.or(exit.map(|exit| (body.started.max(*exit), Ending::Died)));
        }
        for fault in &mut self.history.faults {
            let exit = fault.process.as_ref().and_then(|process| self.exited.get(process));
            fault.ended = fault.ended.or(exit.copied());
        }
        self.history.bodies.sort_by_key(|body| body.started);
        self.history
    }
}

fn node_logs(directory: &Path) -> Result<Vec<PathBuf>, HistoryError> {
    let failed = |error| HistoryError::Io(directory.to_owned(), error);
    let mut paths = Vec::new();
    for entry in fs::read_dir(directory).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with("node-") && name.ends_with(".jsonl") {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

fn lines<T: DeserializeOwned>(path: &Path, torn_lines: &mut usize) -> Result<Vec<T>, HistoryError> {
    let text = fs::read(path).map_err(|error| HistoryError::Io(path.to_owned(), error))?;
    let mut lines = Vec::new();
    for (index, line) in text.split_inclusive(|byte| *byte == b'\n').enumerate() {
        if !line.ends_with(b"\n") {
            *torn_lines += 1;
            break;
        }
        let failed = |error| HistoryError::Line(path.to_owned(), index + 1, error);
        lines.push(serde_json::from_slice(line).map_err(failed)?);
    }
    Ok(lines)
}

fn nonsense(what: impl Into<String>) -> HistoryError {
    HistoryError::Nonsense(what.into())
}
