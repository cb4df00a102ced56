//! A store that says that it may forget what it was told last: from when on, and that it does.

use std::fs::File;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use test_servers::{Redis, Server};

use super::super::ControllerLog;
use super::super::controller_log::OpenFault;
use super::Failure;
use crate::FaultKind;

/// What Redis is told from here on may be forgotten: its file has all that it was told before.
pub(super) struct Loss<'a> {
    fault: OpenFault,
    file: PathBuf,
    length: u64,
    /// Nobody asks for anything about jobs meanwhile: that would be forgotten as well.
    _silence: MutexGuard<'a, ()>,
}

impl<'a> Loss<'a> {
    pub(super) fn begin(log: &ControllerLog, server: &Server, calls: &'a Mutex<()>) -> Result<Self, Failure> {
        let silence = calls.lock().unwrap_or_else(PoisonError::into_inner);
        let fault = log.fault(FaultKind::Loss, None)?;
        let (file, length) = Redis::written(server);
        Ok(Loss { fault, file, length, _silence: silence })
    }

    /// The server was killed, and the system has kept what it had written.
    pub(super) fn end(self, log: &ControllerLog) -> Result<(), Failure> {
        Ok(log.healed(self.fault)?)
    }

    /// The server was killed, and of what it has written so many hundredths are on the disk.
    pub(super) fn end_without_power(self, log: &ControllerLog, hundredths: u64) -> Result<(), Failure> {
        let file = File::options().write(true).open(&self.file)?;
        let grown = file.metadata()?.len().saturating_sub(self.length);
        file.set_len(self.length + grown * hundredths / 100)?;
        self.end(log)
    }
}
