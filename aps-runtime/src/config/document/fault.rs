//! Mistakes in a configuration.

use std::fmt;

use super::node::{Entry, Node};
use super::place::Place;
use super::privacy::shown_key;
use super::read::DEEPEST;
use super::render::{Excerpt, render};

/// One mistake: where, what, what to write instead, and the rule.
#[derive(Clone)]
pub(crate) struct Fault(Box<Parts>);

#[derive(Clone)]
pub(super) struct Parts {
    pub(super) place: Place,
    /// `jobstores.default.url`; empty if it is about the whole.
    pub(super) path: String,
    pub(super) headline: String,
    /// The wrong letters, drawn elsewhere. What stands in a file is drawn as it stands there.
    pub(super) excerpt: Option<Excerpt>,
    /// What is said beside the carets.
    pub(super) label: String,
    pub(super) help: Option<String>,
    pub(super) note: Option<String>,
}

impl Fault {
    /// A mistake at a place. The headline is in lower case, without a full stop.
    pub(crate) fn new(place: Place, path: impl Into<String>, headline: impl Into<String>) -> Self {
        let (path, headline) = (path.into(), headline.into());
        Self(Box::new(Parts {
            place,
            path,
            headline,
            excerpt: None,
            label: String::new(),
            help: None,
            note: None,
        }))
    }

    /// A mistake in a value. It must not be shown in the headline if it is private.
    pub(crate) fn in_value(node: &Node, path: impl Into<String>, headline: impl Into<String>) -> Self {
        Self::new(node.place.clone(), path, headline)
    }

    /// A mistake in a key.
    pub(crate) fn in_key(entry: &Entry, path: impl Into<String>, headline: impl Into<String>) -> Self {
        Self::new(entry.key_place.clone(), path, headline)
    }

    pub(super) fn too_deep(place: Place) -> Self {
        Self::new(place, "", format!("this is nested more than {DEEPEST} deep"))
    }

    pub(super) fn too_large(place: Place) -> Self {
        Self::new(place, "", "this number is too large, or none that can be used")
    }

    /// A key that there was before, at the other place.
    pub(super) fn given_twice(place: Place, path: &str, first: &Place) -> Self {
        let headline = format!("`{}` is given twice", shown_key(path));
        let fault = Self::new(place, "", headline);
        if matches!(first, Place::Unknown) {
            fault
        } else {
            fault.note(format!("it is given before: {first}"))
        }
    }

    /// The same mistake elsewhere.
    pub(super) fn moved(mut self, place: &Place, path: String) -> Self {
        self.0.place = place.clone();
        self.0.path = path;
        self
    }

    pub(super) fn parts_mut(&mut self) -> &mut Parts {
        &mut self.0
    }

    /// What to write instead.
    #[must_use]
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.0.help = Some(help.into());
        self
    }

    /// The rule behind it.
    #[must_use]
    pub(crate) fn note(mut self, note: impl Into<String>) -> Self {
        self.0.note = Some(note.into());
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        render(&self.0, f)
    }
}

/// The same as `Display`, as of every error here.
impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        render(&self.0, f)
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

    /// Whether there are more than are shown.
    pub(crate) fn are_many(&self) -> bool {
        self.0.len() > MOST_SHOWN
    }
}

impl Extend<Fault> for Faults {
    fn extend<I: IntoIterator<Item = Fault>>(&mut self, faults: I) {
        self.0.extend(faults);
    }
}

impl Faults {
    /// Sorted by where they stand: file by file, and then from top to bottom.
    fn sorted(&self) -> Vec<&Fault> {
        let mut names: Vec<String> = Vec::new();
        let mut order = |fault: &Fault| {
            let (name, at) = match &fault.0.place {
                Place::Text(spot) => (spot.source.name.clone(), spot.range.start),
                place => (place.to_string(), 0),
            };
            let known = names.iter().position(|known| *known == name);
            let file = known.unwrap_or_else(|| {
                names.push(name);
                names.len() - 1
            });
            (file, at)
        };
        let mut sorted: Vec<_> = self.0.iter().map(|fault| (order(fault), fault)).collect();
        sorted.sort_by_key(|(order, _)| *order);
        sorted.into_iter().map(|(_, fault)| fault).collect()
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, fault) in self.sorted().into_iter().take(MOST_SHOWN).enumerate() {
            f.write_str(if index > 0 { "\n\n" } else { "" })?;
            fault.fmt(f)?;
        }
        match self.0.len().saturating_sub(MOST_SHOWN) {
            0 => Ok(()),
            more => write!(f, "\n\nand {more} more"),
        }
    }
}

/// Whoever makes a thousand mistakes is not helped by a thousand drawings.
const MOST_SHOWN: usize = 50;

impl fmt::Debug for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
