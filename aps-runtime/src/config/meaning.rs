//! Whether two configurations say the same, in whatever words.

use serde::de::DeserializeOwned;

use super::configuration::Config;
use super::document::{Faults, Node, Value, decode};
use super::reading::Reading;

/// By what it means: `"5m"` is 300 seconds, and `"3"` from a dictionary is 3. Options of stores
/// and executors, whose meaning is known to their types only, are compared as they are written,
/// and so is all of what cannot be read. Where it was written does not count.
impl PartialEq for Config {
    fn eq(&self, other: &Self) -> bool {
        match (understood(self), understood(other)) {
            (Some(ours), Some(theirs)) => {
                let sections = ["jobstores", "executors"];
                ours.says_the_same(&theirs)
                    && sections.iter().all(|section| are_same(ours.get(section), theirs.get(section)))
            }
            (None, None) => is_same(&self.root, &other.root),
            _ => false,
        }
    }
}

fn understood(config: &Config) -> Option<Reading> {
    let mut faults = Faults::new();
    let reading = config.read_all(&mut faults);
    faults.is_empty().then_some(reading)
}

fn are_same(ours: Option<&Node>, theirs: Option<&Node>) -> bool {
    match (ours, theirs) {
        (Some(ours), Some(theirs)) => is_same(ours, theirs),
        // A section without anything in it says nothing.
        (Some(only), None) | (None, Some(only)) => only.entries().is_empty(),
        (None, None) => true,
    }
}

fn is_same(ours: &Node, theirs: &Node) -> bool {
    match (&ours.value, &theirs.value) {
        (Value::List(ours), Value::List(theirs)) => {
            ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(ours, theirs)| is_same(ours, theirs))
        }
        (Value::Map(entries), Value::Map(others)) => {
            let has_same = |node: &Node, key: &str, value| {
                node.get(key).is_some_and(|entry| is_same(&entry.value, value))
            };
            entries.len() == others.len()
                && entries.iter().all(|entry| has_same(theirs, &entry.key, &entry.value))
        }
        (Value::Text(ours), Value::Text(theirs)) => ours == theirs,
        (Value::Text(_), _) => is_read_as(ours, &theirs.value),
        (_, Value::Text(_)) => is_read_as(theirs, &ours.value),
        (Value::Integer(ours), Value::Integer(theirs)) => ours == theirs,
        (Value::Float(ours), Value::Float(theirs)) => ours.to_bits() == theirs.to_bits(),
        (Value::Bool(ours), Value::Bool(theirs)) => ours == theirs,
        (Value::Null, Value::Null) => true,
        _ => false,
    }
}

/// A text from where nothing else can be written.
fn is_read_as(text: &Node, value: &Value) -> bool {
    match value {
        Value::Integer(number) => read(text) == Some(*number),
        Value::Float(number) => read(text).is_some_and(|read: f64| read.to_bits() == number.to_bits()),
        Value::Bool(value) => read(text) == Some(*value),
        _ => false,
    }
}

fn read<T: DeserializeOwned>(node: &Node) -> Option<T> {
    decode(node, &mut Faults::new())
}
