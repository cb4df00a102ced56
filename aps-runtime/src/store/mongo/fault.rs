//! What is told when MongoDB does not do what it was asked.

use std::error::Error as StdError;
use std::fmt;

use mongodb::error::{Error as DriverError, ErrorKind, TRANSIENT_TRANSACTION_ERROR};

use crate::store::StoreError;

/// Why something was not done; without anything that was given to the database.
#[derive(Debug)]
pub(super) struct Fault {
    message: String,
    kind: FaultKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FaultKind {
    /// Nothing was written.
    Refused,
    /// There is such a document already.
    Duplicate,
    /// Another was quicker: it may be done once more from the start.
    Conflict,
    /// There is no answer. If that was while committing, nobody knows what was written.
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

    /// Whether it may succeed when it is done once more from the start.
    pub(super) fn is_passing(&self) -> bool {
        matches!(self.kind, FaultKind::Conflict | FaultKind::Duplicate)
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

/// What of a driver's error is shown: hosts and what the server says, no documents and no passwords.
impl From<DriverError> for Fault {
    fn from(error: DriverError) -> Self {
        let kind = match &*error.kind {
            ErrorKind::Io(_)
            | ErrorKind::ServerSelection { .. }
            | ErrorKind::ConnectionPoolCleared { .. }
            | ErrorKind::DnsResolve { .. } => FaultKind::Disconnected,
            _ if error.contains_label(TRANSIENT_TRANSACTION_ERROR) => FaultKind::Conflict,
            _ => FaultKind::Refused,
        };
        Fault { message: format!("MongoDB: {}", error.kind), kind }
    }
}

/// A value of a document that is not what it should be.
impl From<mongodb::bson::error::Error> for Fault {
    fn from(error: mongodb::bson::error::Error) -> Self {
        Fault::new(format!("MongoDB: {error}"))
    }
}

/// The same while it is still known to what it belongs.
pub(super) fn is_passing(error: &StoreError) -> bool {
    match error {
        StoreError::Failed(error) => error.downcast_ref::<Fault>().is_some_and(Fault::is_passing),
        _ => false,
    }
}
