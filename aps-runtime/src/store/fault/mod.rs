//! What stores tell when whatever keeps their jobs does not do what it was asked.

#[cfg(any(feature = "_sql", feature = "mongodb"))]
pub(super) mod database;

use std::error::Error as StdError;
use std::fmt::{self, Debug};

/// Why something was not done; without anything that was given to the store. The kind says what is known of it.
#[derive(Debug)]
pub(super) struct Fault<K> {
    message: String,
    kind: K,
}

impl<K: Copy + Default> Fault<K> {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Fault { message: message.into(), kind: K::default() }
    }

    pub(super) fn of_kind(self, kind: K) -> Self {
        Fault { kind, ..self }
    }

    pub(super) fn kind(&self) -> K {
        self.kind
    }

    /// With a help line beneath.
    pub(super) fn help(mut self, help: impl fmt::Display) -> Self {
        self.message = format!("{}\n  = help: {help}", self.message);
        self
    }
}

impl<K> fmt::Display for Fault<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl<K: Debug> StdError for Fault<K> {}
