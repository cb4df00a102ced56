//! A tree as data of serde: written, and read.

use std::cell::RefCell;
use std::fmt;

use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::node::{Entry, Node, Value};
use super::place::Place;
use super::privacy;
use super::read::DEEPEST;

/// Writes the values as they are, those that are private as well: who serialises a
/// configuration asks for all of it.
impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.value {
            Value::Null => serializer.serialize_unit(),
            Value::Bool(value) => serializer.serialize_bool(*value),
            Value::Integer(value) => match (i64::try_from(*value), u64::try_from(*value)) {
                (Ok(value), _) => serializer.serialize_i64(value),
                (_, Ok(value)) => serializer.serialize_u64(value),
                _ => serializer.serialize_i128(*value),
            },
            Value::Float(value) => serializer.serialize_f64(*value),
            Value::Text(text) => serializer.serialize_str(text),
            Value::List(members) => serializer.collect_seq(members),
            Value::Map(entries) => {
                let mut map = serializer.serialize_map(Some(entries.len()))?;
                for Entry { key, value, .. } in entries {
                    map.serialize_entry(key, value)?;
                }
                map.end()
            }
        }
    }
}

/// Reads a whole configuration from any format of serde. Nothing in it has a place.
pub(crate) fn from_serde<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Node, D::Error> {
    let mut node = Reader { depth: 0 }.deserialize(deserializer)?;
    privacy::mark(&mut node);
    Ok(node)
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
        let mut node = Reader { depth: 0 }.deserialize(deserializer)?;
        privacy::hide(&mut node, None);
        Ok(node)
    }
}

#[derive(Clone, Copy)]
struct Reader {
    depth: usize,
}

impl Reader {
    fn deeper<E: Error>(self) -> Result<Self, E> {
        let too_deep = || E::custom(format!("this is nested more than {DEEPEST} deep"));
        (self.depth < DEEPEST).then_some(Self { depth: self.depth + 1 }).ok_or_else(too_deep)
    }
}

impl<'de> DeserializeSeed<'de> for Reader {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        Ok(Node::new(deserializer.deserialize_any(self)?, Place::Unknown))
    }
}

impl<'de> Visitor<'de> for Reader {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Integer(value.into()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Integer(value.into()))
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<Value, E> {
        Ok(Value::Integer(value))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        if value.is_finite() {
            return Ok(Value::Float(value));
        }
        Err(E::custom(format!("`{value}` is not a number that can be used")))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(Value::Text(value.to_owned()))
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let deeper = self.deeper()?;
        let mut list = Vec::new();
        while let Some(member) = members.next_element_seed(deeper)? {
            list.push(member);
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut given: A) -> Result<Value, A::Error> {
        let deeper = self.deeper()?;
        let mut entries: Vec<Entry> = Vec::new();
        while let Some(key) = given.next_key::<String>()? {
            if entries.iter().any(|entry| entry.key == key) {
                return Err(A::Error::custom(format!("key `{}` is given twice", privacy::shown_key(&key))));
            }
            let value = given.next_value_seed(deeper)?;
            entries.push(Entry { key, key_place: Place::Unknown, value });
        }
        Ok(Value::Map(entries))
    }
}
