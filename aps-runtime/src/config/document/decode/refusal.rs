//! Why a type refuses a value: the error type of the decoder.

use std::fmt;

use serde::de::{Error, Expected, Unexpected};

use super::super::fault::Fault;
use super::super::node::Node;
use super::path::Path;
use super::state::identity;
use super::words;

/// A value was refused.
#[derive(Debug)]
pub(super) struct Refused(Box<Inner>);

#[derive(Debug)]
enum Inner {
    /// By a type that does not know where the value stands.
    Nowhere(Reason),
    /// Where it stands is known. The culprit is the node that has to be taken out.
    At { culprit: usize, faults: Vec<Fault> },
}

#[derive(Debug)]
pub(super) enum Reason {
    /// In the type's own words.
    Custom(String),
    /// Something else is expected than what was found.
    Expected {
        expected: String,
        found: &'static str,
    },
    Variant {
        wrong: String,
        known: &'static [&'static str],
    },
    Field {
        wrong: String,
        known: &'static [&'static str],
    },
    Missing(&'static str),
    Twice(&'static str),
    /// A mistake that is only a consequence of another one.
    Consequence,
}

impl Refused {
    /// Says where, if that is not known yet: in this value. The culprit is what has to be taken out.
    pub(super) fn at(self, node: &Node, path: &Path<'_>, culprit: &Node) -> Self {
        let Inner::Nowhere(reason) = *self.0 else { return self };
        let faults = words::faults(reason, node, path);
        Self(Box::new(Inner::At { culprit: identity(culprit), faults }))
    }

    /// The same, unless a key is missing that was there.
    pub(super) fn unless_lost(self, had: impl FnOnce(&str) -> bool) -> Self {
        match *self.0 {
            Inner::Nowhere(Reason::Missing(key)) if had(key) => Reason::Consequence.into(),
            _ => self,
        }
    }

    pub(super) fn into_faults(self) -> Option<(usize, Vec<Fault>)> {
        match *self.0 {
            Inner::At { culprit, faults } => Some((culprit, faults)),
            Inner::Nowhere(_) => None,
        }
    }
}

impl From<Reason> for Refused {
    fn from(reason: Reason) -> Self {
        Self(Box::new(Inner::Nowhere(reason)))
    }
}

impl Error for Refused {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Reason::Custom(message.to_string()).into()
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Reason::Expected { expected: expected.to_string(), found: kind(&found) }.into()
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::invalid_type(found, expected)
    }

    fn invalid_length(_: usize, expected: &dyn Expected) -> Self {
        Self::invalid_type(Unexpected::Seq, expected)
    }

    fn unknown_variant(wrong: &str, known: &'static [&'static str]) -> Self {
        Reason::Variant { wrong: wrong.to_owned(), known }.into()
    }

    fn unknown_field(wrong: &str, known: &'static [&'static str]) -> Self {
        Reason::Field { wrong: wrong.to_owned(), known }.into()
    }

    fn missing_field(key: &'static str) -> Self {
        Reason::Missing(key).into()
    }

    fn duplicate_field(key: &'static str) -> Self {
        Reason::Twice(key).into()
    }
}

/// What it is, without its value.
fn kind(found: &Unexpected<'_>) -> &'static str {
    match found {
        Unexpected::Bool(_) => "a boolean",
        Unexpected::Unsigned(_) | Unexpected::Signed(_) => "a number",
        Unexpected::Float(_) => "a number with a fraction",
        Unexpected::Seq => "a list",
        Unexpected::Map => "an object",
        Unexpected::Unit | Unexpected::Option => "nothing",
        _ => "a string",
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value is refused")
    }
}

impl std::error::Error for Refused {}
