//! What was written.

use std::collections::HashMap;
use std::collections::hash_map::Entry::{Occupied, Vacant};
use std::fmt;

use super::fault::{Fault, Faults};
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
    /// It stands elsewhere and could not be had, which is told already (`secrets.rs`).
    Absent,
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

    /// Its text, as a message may show it.
    pub(crate) fn shown(&self) -> &str {
        match &self.value {
            Value::Text(text) if !self.private => text,
            _ => "…",
        }
    }

    /// What it is, for "…, not a list".
    pub(super) fn kind(&self) -> &'static str {
        match (&self.value, &self.place) {
            (Value::Null | Value::Absent, _) => "nothing",
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

impl Node {
    /// Moves all of it to a place. What is private is then to be marked anew.
    pub(super) fn put_at(&mut self, place: &Place) {
        self.place = place.clone();
        self.private = false;
        match &mut self.value {
            Value::List(members) => members.iter_mut().for_each(|member| member.put_at(place)),
            Value::Map(entries) => {
                for entry in entries {
                    entry.key_place = place.clone();
                    entry.value.put_at(place);
                }
            }
            _ => {}
        }
    }

    /// Lets its texts be read as what is wanted.
    pub(super) fn loosen(&mut self) {
        match &mut self.value {
            Value::Text(_) => self.loose = true,
            Value::List(members) => members.iter_mut().for_each(Self::loosen),
            Value::Map(entries) => entries.iter_mut().for_each(|entry| entry.value.loosen()),
            _ => {}
        }
    }
}

impl Entry {
    /// Tells of keys that are given twice, and keeps the first of them.
    pub(super) fn without_doubles(entries: Vec<Self>, faults: &mut Faults) -> Vec<Self> {
        let mut first: HashMap<String, Place> = HashMap::new();
        let is_first = |entry: &Self| match first.entry(entry.key.clone()) {
            Vacant(vacant) => {
                vacant.insert(entry.key_place.clone());
                true
            }
            // A million of them would each be looked up in the text.
            Occupied(_) if faults.are_many() => false,
            Occupied(given) => {
                let mut place = entry.key_place.clone();
                place.draw_key(&entry.key);
                faults.push(Fault::given_twice(place, &entry.key, given.get()));
                false
            }
        };
        entries.into_iter().filter(is_first).collect()
    }
}

/// Keys, and the values that are not private.
impl fmt::Debug for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.value {
            _ if self.private => f.write_str("…"),
            Value::Absent => f.write_str("…"),
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
