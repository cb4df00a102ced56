use std::io;
use std::process::{Child, Command, ExitStatus};

use rustix::process::{Pid, Signal, kill_process};

use super::ControllerLog;
use super::controller_log::OpenFault;
use crate::FaultKind;

/// A process that runs a scheduler. Killed when it is dropped.
#[derive(Debug)]
pub struct NodeProcess {
    name: String,
    child: Child,
    pid: Pid,
    suspended: Option<OpenFault>,
    stopping: Option<OpenFault>,
    status: Option<ExitStatus>,
}

impl NodeProcess {
    /// Starts a node under a name that no other had.
    ///
    /// # Errors
    ///
    /// If it cannot be started.
    pub fn start(name: impl Into<String>, command: &mut Command) -> io::Result<Self> {
        let child = command.spawn()?;
        let pid = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
        let pid = pid.ok_or_else(|| io::Error::other("a process without a number"))?;
        Ok(NodeProcess { name: name.into(), child, pid, suspended: None, stopping: None, status: None })
    }

    /// Its name in the logs.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it was told to stand still.
    pub fn is_suspended(&self) -> bool {
        self.suspended.is_some()
    }

    /// Kills it, as if its memory had been wanted for something else.
    ///
    /// # Errors
    ///
    /// If it cannot be written down.
    pub fn kill(mut self, log: &ControllerLog) -> io::Result<()> {
        let fault = log.fault(FaultKind::Kill, Some(&self.name))?;
        self.child.kill()?;
        self.wait(log)?;
        log.healed(fault)
    }

    /// Lets it stand still.
    ///
    /// # Errors
    ///
    /// If it cannot be signalled, as when it has died.
    pub fn suspend(&mut self, log: &ControllerLog) -> io::Result<()> {
        self.suspended = Some(log.fault(FaultKind::Suspend, Some(&self.name))?);
        self.signal(Signal::STOP)
    }

    /// Lets it go on.
    ///
    /// # Errors
    ///
    /// If it cannot be signalled.
    pub fn go_on(&mut self, log: &ControllerLog) -> io::Result<()> {
        self.signal(Signal::CONT)?;
        self.suspended.take().map_or(Ok(()), |fault| log.healed(fault))
    }

    /// Asks it to stop, as a fault, which is over when it has ended.
    ///
    /// # Errors
    ///
    /// If it cannot be signalled.
    pub fn stop(&mut self, log: &ControllerLog) -> io::Result<()> {
        self.stopping = Some(log.fault(FaultKind::Stop, Some(&self.name))?);
        self.signal(Signal::TERM)
    }

    /// Asks it to stop at the end of the trial.
    ///
    /// # Errors
    ///
    /// If it cannot be signalled.
    pub fn leave(&self) -> io::Result<()> {
        self.signal(Signal::TERM)
    }

    /// How it has ended, if it has.
    ///
    /// # Errors
    ///
    /// If it cannot be waited for.
    pub fn ended(&mut self, log: &ControllerLog) -> io::Result<Option<ExitStatus>> {
        if self.status.is_none() {
            let status = self.child.try_wait()?;
            status.map_or(Ok(()), |status| self.has_ended(status, log))?;
        }
        Ok(self.status)
    }

    /// Waits for its end.
    ///
    /// # Errors
    ///
    /// If it cannot be waited for.
    pub fn wait(&mut self, log: &ControllerLog) -> io::Result<ExitStatus> {
        let status = self.child.wait()?;
        if self.status.is_none() {
            self.has_ended(status, log)?;
        }
        Ok(status)
    }

    fn has_ended(&mut self, status: ExitStatus, log: &ControllerLog) -> io::Result<()> {
        self.status = Some(status);
        log.exited(&self.name)?;
        let mut faults = self.suspended.take().into_iter().chain(self.stopping.take());
        faults.try_for_each(|fault| log.healed(fault))
    }

    fn signal(&self, signal: Signal) -> io::Result<()> {
        Ok(kill_process(self.pid, signal)?)
    }
}

impl Drop for NodeProcess {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
