//! What stands in lists, maps and enums.

use std::slice;
use std::str::Split;

use aps_triggers::suggest::nearest;
use serde::de::value::StrDeserializer;
use serde::de::{
    DeserializeSeed, EnumAccess, IntoDeserializer, MapAccess, SeqAccess, VariantAccess, Visitor,
};

use super::super::fault::Fault;
use super::super::node::{Entry, Node, Value};
use super::super::privacy::{is_name, shown_key};
use super::decoder::Decoder;
use super::path::Path;
use super::refusal::{Reason, Refused};
use super::words;

/// The members of a list, but for those that were taken out.
pub(super) struct Members<'a> {
    members: std::iter::Enumerate<slice::Iter<'a, Node>>,
    list: Decoder<'a>,
}

impl<'a> Members<'a> {
    pub(super) fn new(members: &'a [Node], list: Decoder<'a>) -> Self {
        Self { members: members.iter().enumerate(), list }
    }
}

impl<'de> SeqAccess<'de> for Members<'_> {
    type Error = Refused;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Refused> {
        let state = self.list.state;
        let Some((place, node)) = self.members.find(|(_, node)| !state.is_out(node)) else { return Ok(None) };
        let path = Path::Member(self.list.path, place);
        Decoder::new(node, &path, state).read(seed, node).map(Some)
    }
}

/// What stands between the commas of a loose text.
pub(super) struct Pieces<'a> {
    pieces: Option<Split<'a, char>>,
    text: Decoder<'a>,
}

impl<'a> Pieces<'a> {
    pub(super) fn new(text: &'a str, decoder: Decoder<'a>) -> Self {
        Self { pieces: (!text.trim().is_empty()).then(|| text.split(',')), text: decoder }
    }
}

impl<'de> SeqAccess<'de> for Pieces<'_> {
    type Error = Refused;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Refused> {
        let Some(piece) = self.pieces.as_mut().and_then(Iterator::next) else { return Ok(None) };
        let whole = self.text.node;
        let node = Node { value: Value::Text(piece.trim().to_owned()), ..whole.clone() };
        Decoder { node: &node, ..self.text }.read(seed, whole).map(Some)
    }
}

/// The entries of a map, but for those that were taken out.
pub(super) struct Entries<'a> {
    left: slice::Iter<'a, Entry>,
    /// The keys of a struct.
    known: Option<&'static [&'static str]>,
    map: Decoder<'a>,
    current: Option<&'a Entry>,
}

impl<'a> Entries<'a> {
    pub(super) fn new(entries: &'a [Entry], map: Decoder<'a>) -> Self {
        Self { left: entries.iter(), known: None, map, current: None }
    }

    /// Takes out the entries that have none of these keys.
    pub(super) fn with_keys(entries: &'a [Entry], known: &'static [&'static str], map: Decoder<'a>) -> Self {
        Self { known: Some(known), ..Self::new(entries, map) }
    }

    /// Whether an entry is to be read. A key that is not known is told.
    fn admits(&self, entry: &Entry) -> bool {
        let Some(known) = self.known else { return !self.map.state.is_out(&entry.value) };
        if self.map.state.is_out(&entry.value) {
            return false;
        }
        if known.contains(&entry.key.as_str()) {
            return true;
        }
        if matches!(entry.value.value, Value::Absent) {
            return false;
        }
        let headline = format!("unknown key `{}`", shown_key(&entry.key));
        let fault = Fault::in_key(entry, self.map.path.to_string(), headline);
        let fault = words::unknown_key(fault, &entry.key, known);
        self.map.state.take_out_key(&entry.value, nearest(&entry.key, known.iter().copied()), fault);
        false
    }
}

impl<'de> MapAccess<'de> for Entries<'_> {
    type Error = Refused;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Refused> {
        self.current = loop {
            match self.left.next() {
                Some(entry) if !self.admits(entry) => {}
                other => break other,
            }
        };
        let Some(entry) = self.current else { return Ok(None) };
        let path = Path::Key(self.map.path, &entry.key);
        let (key, private) = (Value::Text(entry.key.clone()), !is_name(&entry.key));
        // A key may be a number in a map of such.
        let key = Node { private, loose: true, ..Node::new(key, entry.key_place.clone()) };
        Decoder::new(&key, &path, self.map.state).read(seed, &entry.value).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Refused> {
        let Some(Entry { key, value, .. }) = self.current else { return Err(Reason::Consequence.into()) };
        let path = Path::Key(self.map.path, key);
        Decoder::new(value, &path, self.map.state).read(seed, value)
    }
}

/// A word, or a key with what it has.
pub(super) struct Variant<'a> {
    pub(super) word: &'a str,
    pub(super) content: Option<&'a Node>,
    pub(super) map: Decoder<'a>,
}

impl<'de, 'a> EnumAccess<'de> for Variant<'a> {
    type Error = Refused;
    type Variant = Content<'a>;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Content<'a>), Refused> {
        let word: StrDeserializer<'_, Refused> = self.word.into_deserializer();
        Ok((seed.deserialize(word)?, Content(self)))
    }
}

/// What a variant has.
pub(super) struct Content<'a>(Variant<'a>);

impl Content<'_> {
    fn read<T>(self, read: impl FnOnce(Decoder<'_>) -> Result<T, Refused>) -> Result<T, Refused> {
        let Some(node) = self.0.content else { return Err(self.0.map.is_not("a map")) };
        let path = Path::Key(self.0.map.path, self.0.word);
        let content = Decoder::new(node, &path, self.0.map.state);
        read(content).map_err(|refused| content.placed(refused, self.0.map.node))
    }
}

impl<'de> VariantAccess<'de> for Content<'_> {
    type Error = Refused;

    fn unit_variant(self) -> Result<(), Refused> {
        match self.0.content {
            None | Some(Node { value: Value::Null, .. }) => Ok(()),
            Some(_) => Err(self.0.map.is_not("a word")),
        }
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Refused> {
        self.read(|content| seed.deserialize(content))
    }

    fn tuple_variant<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, Refused> {
        self.read(|content| serde::Deserializer::deserialize_tuple(content, length, visitor))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refused> {
        self.read(|content| serde::Deserializer::deserialize_struct(content, "", fields, visitor))
    }
}
