//! Mistakes in a configuration.

use std::fmt;

use super::node::{Entry, Node};
use super::place::Place;
use super::render::render;

/// One mistake: where, what, what to write instead, and the rule.
#[derive(Clone)]
pub(crate) struct Fault {
    pub(super) place: Place,
    /// `jobstores.default.url`; empty if it is about the whole.
    pub(super) path: String,
    pub(super) headline: String,
    pub(super) help: Option<String>,
    pub(super) note: Option<String>,
}

impl Fault {
    /// A mistake at a place. The headline is in lower case, without a full stop.
    pub(crate) fn new(place: Place, path: impl Into<String>, headline: impl Into<String>) -> Self {
        Self { place, path: path.into(), headline: headline.into(), help: None, note: None }
    }

    /// A mistake in a value. It must not be shown in the headline if it is private.
    pub(crate) fn in_value(node: &Node, path: impl Into<String>, headline: impl Into<String>) -> Self {
        Self::new(node.place.clone(), path, headline)
    }

    /// A mistake in a key.
    pub(crate) fn in_key(entry: &Entry, path: impl Into<String>, headline: impl Into<String>) -> Self {
        Self::new(entry.key_place.clone(), path, headline)
    }

    /// What to write instead.
    #[must_use]
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The rule behind it.
    #[must_use]
    pub(crate) fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        render(self, f)
    }
}

/// The same as `Display`, as of every error here.
impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        render(self, f)
    }
}

/// All mistakes of a configuration, in the order in which they stand there.
#[derive(Clone, Default)]
pub(crate) struct Faults(Vec<Fault>);

impl Faults {
    pub(crate) const fn new() -> Self {
        Self(Vec::new())
    }

    pub(crate) fn push(&mut self, fault: Fault) {
        self.0.push(fault);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }
}

impl Extend<Fault> for Faults {
    fn extend<I: IntoIterator<Item = Fault>>(&mut self, faults: I) {
        self.0.extend(faults);
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, fault) in self.0.iter().enumerate() {
            f.write_str(if index > 0 { "\n\n" } else { "" })?;
            fault.fmt(f)?;
        }
        Ok(())
    }
}

impl fmt::Debug for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
