//! A tree as data of serde: written, and read.

use std::cell::RefCell;
use std::fmt;

use aps_triggers::vocabulary::Value as Data;
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::fault::{Fault, Faults};
use super::node::{Entry, Node, Value};
use super::place::Place;
use super::privacy;
use super::read::DEEPEST;

/// Writes the values as they are, those that are private as well: who serialises a
/// configuration asks for all of it.
impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        data(self).serialize(serializer)
    }
}

fn data(node: &Node) -> Data {
    match &node.value {
        Value::Null | Value::Absent => Data::Null,
        Value::Bool(value) => Data::Bool(*value),
        Value::Integer(number) => Data::Integer(*number),
        Value::Float(number) => Data::Float(*number),
        Value::Text(text) => Data::Text(text.clone()),
        Value::List(members) => Data::List(members.iter().map(data).collect()),
        Value::Map(entries) => {
            Data::Object(entries.iter().map(|entry| (entry.key.clone(), data(&entry.value))).collect())
        }
    }
}

/// Reads a whole configuration from any format of serde. Nothing in it has a place.
pub(crate) fn from_serde<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Node, D::Error> {
    let mut node = read(deserializer)?;
    privacy::mark(&mut node);
    Ok(node)
}

fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Node, D::Error> {
    let too_deep = format!("this is nested more than {DEEPEST} deep");
    let data = Data::read(deserializer, &too_deep)?;
    let mut faults = Faults::new();
    let node = tree(data, 0, &mut faults).ok_or_else(|| Error::custom(too_deep))?;
    if faults.is_empty() { Ok(node) } else { Err(Error::custom(faults)) }
}

/// `None` if it is too deep.
fn tree(data: Data, depth: usize, faults: &mut Faults) -> Option<Node> {
    (depth <= DEEPEST).then_some(())?;
    let value = match data {
        Data::Null => Value::Null,
        Data::Bool(value) => Value::Bool(value),
        Data::Integer(number) => Value::Integer(number),
        Data::Float(number) if number.is_finite() => Value::Float(number),
        Data::Float(_) => {
            faults.push(Fault::too_large(Place::Unknown));
            Value::Absent
        }
        Data::Text(text) => Value::Text(text),
        Data::List(members) => {
            let members = members.into_iter().map(|member| tree(member, depth + 1, faults));
            Value::List(members.collect::<Option<_>>()?)
        }
        Data::Object(object) => {
            let entries = object.into_iter().map(|(key, data)| {
                Some(Entry { key, key_place: Place::Unknown, value: tree(data, depth + 1, faults)? })
            });
            let entries = entries.collect::<Option<_>>()?;
            Value::Map(Entry::without_doubles(entries, faults))
        }
    };
    Some(Node::new(value, Place::Unknown))
}

/// From `decode`, a part of the tree as it is, with its places. From anything else a tree
/// without places, all of which is private.
impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(HANDED_OVER, HandOver)
    }
}

/// What `decode` is asked for when a [`Node`] is wanted.
pub(super) const HANDED_OVER: &str = "$aps::Node";

thread_local! {
    /// What `decode` hands over, since serde has no words for it.
    static IN_HAND: RefCell<Option<Node>> = const { RefCell::new(None) };
}

/// Hands a part of the tree over to the visitor of [`Node`].
pub(super) fn hand_over<'de, V: Visitor<'de>, E: Error>(node: &Node, visitor: V) -> Result<V::Value, E> {
    IN_HAND.set(Some(node.clone()));
    visitor.visit_unit()
}

struct HandOver;

impl<'de> Visitor<'de> for HandOver {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<Node, E> {
        IN_HAND.take().ok_or_else(|| E::custom("a value is expected"))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        let mut node = read(deserializer)?;
        privacy::hide(&mut node, None);
        Ok(node)
    }
}
