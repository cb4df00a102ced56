//! What was written.

use std::fmt;

use super::place::Place;
use super::privacy::{Shown, shown_key};

/// A value, and where it was written.
#[derive(Clone)]
pub(crate) struct Node {
    pub(crate) value: Value,
    pub(crate) place: Place,
    /// A text that could not have been anything else where it was written, such as in an
    /// environment variable: a number, a boolean or a list is read from it where one is wanted.
    pub(crate) loose: bool,
    /// It may hold a password, and so it is not shown (`privacy.rs`).
    pub(crate) private: bool,
}

/// The kinds of values. Numbers are finite.
#[derive(Clone)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    Integer(i128),
    Float(f64),
    Text(String),
    List(Vec<Node>),
    /// In the order in which they were written. No key is there twice.
    Map(Vec<Entry>),
}

/// A key with its value.
#[derive(Clone)]
pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) key_place: Place,
    pub(crate) value: Node,
}

impl Node {
    pub(super) const fn new(value: Value, place: Place) -> Self {
        Self { value, place, loose: false, private: false }
    }

    /// A map without entries, from nowhere.
    pub(crate) const fn empty() -> Self {
        Self::new(Value::Map(Vec::new()), Place::Unknown)
    }

    /// The entries of a map; none of anything else.
    pub(crate) fn entries(&self) -> &[Entry] {
        match &self.value {
            Value::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The entry with this key, if it is a map that has it.
    pub(crate) fn get(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| entry.key == key)
    }

    /// What it is, for "…, not a list".
    pub(super) fn kind(&self) -> &'static str {
        match (&self.value, &self.place) {
            (Value::Null, _) => "nothing",
            (Value::Bool(_), _) => "a boolean",
            (Value::Integer(_), _) => "a number",
            (Value::Float(_), _) => "a number with a fraction",
            (Value::Text(_), _) => "a string",
            (Value::List(_), _) => "a list",
            (Value::Map(_), Place::Text(spot)) => spot.source.map_word(),
            (Value::Map(_), _) => "an object",
        }
    }
}

/// Keys, and the values that are not private.
impl fmt::Debug for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.value {
            _ if self.private => f.write_str("…"),
            Value::Null => f.write_str("null"),
            Value::Bool(value) => value.fmt(f),
            Value::Integer(value) => value.fmt(f),
            Value::Float(value) => value.fmt(f),
            Value::Text(text) => text.fmt(f),
            Value::List(members) => f.debug_list().entries(members).finish(),
            Value::Map(entries) => {
                let shown = entries.iter().map(|entry| (Shown(shown_key(&entry.key)), &entry.value));
                f.debug_map().entries(shown).finish()
            }
        }
    }
}
