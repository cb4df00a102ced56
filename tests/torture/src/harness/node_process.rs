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
        Ok(NodeProcess { name: name.into(), child, pid, suspended: None })
    }

    /// Its name in the logs.
    pub fn name(&self) -> &str {
        &self.name
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

    /// Asks it to stop, as a fault, and waits until it has.
    ///
    /// # Errors
    ///
    /// If it cannot be signalled or waited for.
    pub fn stop(self, log: &ControllerLog) -> io::Result<ExitStatus> {
        let fault = log.fault(FaultKind::Stop, Some(&self.name))?;
        let status = self.leave(log)?;
        log.healed(fault)?;
        Ok(status)
    }

    /// Asks it to stop at the end of the trial, and waits until it has.
    ///
    /// # Errors
    ///
    /// If it cannot be signalled or waited for.
    pub fn leave(mut self, log: &ControllerLog) -> io::Result<ExitStatus> {
        self.signal(Signal::TERM)?;
        self.wait(log)
    }

    /// Whether it has ended by itself, as it does at a point of failure.
    ///
    /// # Errors
    ///
    /// If it cannot be waited for.
    pub fn has_ended(&mut self) -> io::Result<bool> {
        self.child.try_wait().map(|status| status.is_some())
    }

    /// Waits for its end.
    ///
    /// # Errors
    ///
    /// If it cannot be waited for.
    pub fn wait(&mut self, log: &ControllerLog) -> io::Result<ExitStatus> {
        let status = self.child.wait()?;
        log.exited(&self.name)?;
        Ok(status)
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
