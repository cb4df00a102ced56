//! Where in the tree.

use std::fmt;

use super::super::privacy::shown_key;

/// The keys and places in lists that lead to a value.
#[derive(Clone, Copy)]
pub(super) enum Path<'a> {
    /// The path of what is read, from the whole.
    Root(&'a str),
    Key(&'a Path<'a>, &'a str),
    Member(&'a Path<'a>, usize),
}

impl fmt::Display for Path<'_> {
    /// `jobs[0].trigger`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root(path) => f.write_str(path),
            Self::Key(Self::Root(""), key) => f.write_str(&shown_key(key)),
            Self::Key(parent, key) => write!(f, "{parent}.{}", shown_key(key)),
            Self::Member(parent, place) => write!(f, "{parent}[{place}]"),
        }
    }
}
