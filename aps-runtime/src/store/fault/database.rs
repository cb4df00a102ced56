//! Faults of databases that have transactions.

use std::fmt;

use crate::store::StoreError;

pub(in crate::store) type Fault = super::Fault<FaultKind>;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::store) enum FaultKind {
    /// Nothing was written.
    #[default]
    Refused,
    /// There is such a row, or document, already.
    Duplicate,
    /// Another was quicker: it may be done once more from the start.
    Conflict,
    /// The connection is gone, or there is no answer. If that was while committing, nobody knows what was written.
    Disconnected,
}

impl Fault {
    /// With a note beneath.
    pub(in crate::store) fn note(mut self, note: impl fmt::Display) -> Self {
        self.message = format!("{}\n  = note: {note}", self.message);
        self
    }
}

impl From<Fault> for StoreError {
    fn from(fault: Fault) -> Self {
        StoreError::Failed(Box::new(fault))
    }
}
