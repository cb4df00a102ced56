//! The deserializer.

use serde::de::{DeserializeSeed, Deserializer, Visitor};

use super::super::data::{HANDED_OVER, hand_over};
use super::super::node::{Node, Value};
use super::access::{Entries, Members, Pieces, Variant};
use super::path::Path;
use super::refusal::{Reason, Refused};
use super::scalar;
use super::state::State;

/// Reads one node.
#[derive(Clone, Copy)]
pub(super) struct Decoder<'a> {
    pub(super) node: &'a Node,
    pub(super) path: &'a Path<'a>,
    pub(super) state: &'a State,
}

impl<'a> Decoder<'a> {
    pub(super) const fn new(node: &'a Node, path: &'a Path<'a>, state: &'a State) -> Self {
        Self { node, path, state }
    }

    /// Reads it. `culprit` is what is taken out if it is refused.
    pub(super) fn read<'de, S: DeserializeSeed<'de>>(
        self,
        seed: S,
        culprit: &Node,
    ) -> Result<S::Value, Refused> {
        let read = match self.node.value {
            Value::Absent => Err(Reason::Consequence.into()),
            _ => seed.deserialize(self),
        };
        read.map_err(|refused| self.placed(refused, culprit))
    }

    /// Says where something was refused.
    pub(super) fn placed(self, refused: Refused, culprit: &Node) -> Refused {
        let had = |key: &str| self.state.has_lost(self.node, key);
        refused.unless_lost(had).at(self.node, self.path, culprit)
    }

    fn integer<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        match scalar::integer(self.node) {
            Some(number) => scalar::visit_integer(number, visitor),
            None => self.deserialize_any(visitor),
        }
    }

    fn float<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        match scalar::float(self.node) {
            Some(number) => visitor.visit_f64(number),
            None => self.deserialize_any(visitor),
        }
    }

    /// A list with so many members. What is too short because something was taken out is not told.
    fn tuple<'de, V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, Refused> {
        match &self.node.value {
            Value::List(members) if members.iter().any(|member| self.state.is_out(member)) => {
                Err(Reason::Consequence.into())
            }
            Value::List(members) if members.len() != length => {
                let headline = format!("a list of {length} is expected, not of {}", members.len());
                Err(Reason::Custom(headline).into())
            }
            _ => self.deserialize_seq(visitor),
        }
    }

    pub(super) fn is_not(self, expected: &str) -> Refused {
        Reason::Expected { expected: expected.to_owned(), found: self.node.kind() }.into()
    }
}

macro_rules! read_as {
    ($read:ident: $($name:ident)+) => {$(
        fn $name<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
            self.$read(visitor)
        }
    )+};
}

impl<'de> Deserializer<'de> for Decoder<'_> {
    type Error = Refused;

    read_as!(integer: deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128);
    read_as!(float: deserialize_f32 deserialize_f64);
    read_as!(text: deserialize_char deserialize_str deserialize_string deserialize_identifier);
    read_as!(deserialize_any: deserialize_bytes deserialize_byte_buf deserialize_unit);

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        match &self.node.value {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::Integer(number) => scalar::visit_integer(*number, visitor),
            Value::Float(number) => visitor.visit_f64(*number),
            Value::Text(text) => scalar::visit_text(self.node, text, visitor),
            Value::List(members) => visitor.visit_seq(Members::new(members, self)),
            Value::Map(entries) => visitor.visit_map(Entries::new(entries, self)),
            Value::Absent => Err(Reason::Consequence.into()),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        match scalar::boolean(self.node) {
            Some(value) => visitor.visit_bool(value),
            None => self.deserialize_any(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        match self.node.value {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Refused> {
        self.deserialize_any(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Refused> {
        match name {
            HANDED_OVER => hand_over(self.node, visitor),
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        match &self.node.value {
            Value::Text(text) if self.node.loose => visitor.visit_seq(Pieces::new(text, self)),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, Refused> {
        self.tuple(length, visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, Refused> {
        self.tuple(length, visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        self.deserialize_any(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refused> {
        let Value::Map(entries) = &self.node.value else {
            return Err(self.is_not("a map"));
        };
        visitor.visit_map(Entries::with_keys(entries, fields, self))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refused> {
        match &self.node.value {
            Value::Text(word) => visitor.visit_enum(Variant { word, content: None, map: self }),
            Value::Map(entries) => match entries.as_slice() {
                [entry] => {
                    visitor.visit_enum(Variant { word: &entry.key, content: Some(&entry.value), map: self })
                }
                _ => Err(Reason::Custom("a word is expected, or one key".to_owned()).into()),
            },
            Value::Integer(number) => {
                Err(Reason::Variant { wrong: number.to_string(), known: variants }.into())
            }
            Value::Bool(value) => Err(Reason::Variant { wrong: value.to_string(), known: variants }.into()),
            _ => Err(self.is_not("a word")),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        visitor.visit_unit()
    }
}

impl Decoder<'_> {
    fn text<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        match &self.node.value {
            Value::Text(text) => visitor.visit_str(text),
            _ => self.deserialize_any(visitor),
        }
    }
}
