//! What is told when MongoDB does not do what it was asked.

use mongodb::error::{Error as DriverError, ErrorKind, TRANSIENT_TRANSACTION_ERROR};

pub(super) use crate::store::fault::database::{Fault, FaultKind};

use crate::store::StoreError;

impl Fault {
    /// Whether it may succeed when it is done once more from the start.
    pub(super) fn is_passing(&self) -> bool {
        matches!(self.kind(), FaultKind::Conflict | FaultKind::Duplicate)
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
        Fault::new(format!("MongoDB: {}", error.kind)).of_kind(kind)
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
