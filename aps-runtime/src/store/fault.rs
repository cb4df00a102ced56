//! What databases and their stores tell when they do not do what they were asked.

use std::error::Error as StdError;
use std::fmt;

use super::StoreError;

/// Why a database did not do what it was asked; without anything that was given to it.
#[derive(Debug)]
pub(super) struct Fault {
    message: String,
    kind: FaultKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FaultKind {
    /// Nothing was written.
    Refused,
    /// There is such a row, or document, already.
    Duplicate,
    /// Another was quicker: it may be done once more from the start.
    Conflict,
    /// The connection is gone, or there is no answer. If that was while committing, nobody knows what was written.
    Disconnected,
}

impl Fault {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Fault { message: message.into(), kind: FaultKind::Refused }
    }

    pub(super) fn of_kind(self, kind: FaultKind) -> Self {
        Fault { kind, ..self }
    }

    pub(super) fn kind(&self) -> FaultKind {
        self.kind
    }

    /// With a help line beneath.
    pub(super) fn help(mut self, help: impl fmt::Display) -> Self {
        self.message = format!("{}\n  = help: {help}", self.message);
        self
    }

    /// With a note beneath.
    pub(super) fn note(mut self, note: impl fmt::Display) -> Self {
        self.message = format!("{}\n  = note: {note}", self.message);
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl StdError for Fault {}

impl From<Fault> for StoreError {
    fn from(fault: Fault) -> Self {
        StoreError::Failed(Box::new(fault))
    }
}
