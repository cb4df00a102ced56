//! JSON.

use std::sync::Arc;

use jsonc_parser::ast::{ObjectProp, ObjectPropName, Value as Json};
use jsonc_parser::common::{Range, Ranged};
use jsonc_parser::{CollectOptions, ParseOptions, ParseResult, parse_to_ast};

use super::fault::{Fault, Faults};
use super::node::{Entry, Node, Value};
use super::place::{Place, Source};
use super::read::DEEPEST;

pub(super) fn read(source: &Arc<Source>, faults: &mut Faults) -> Option<Node> {
    // `serde_json` says what is JSON, and the other parser where each part of it stands.
    if let Err(error) = serde_json::from_str::<serde_json::Value>(&source.text) {
        faults.push(not_json(source, &error));
        return None;
    }
    let mut reader = Reader { source, faults };
    let read = match parse_to_ast(&source.text, &CollectOptions::default(), &STRICT) {
        Ok(ParseResult { value: Some(value), .. }) => reader.value(value, 0),
        Ok(_) => Err(Fault::new(source.place(0..0), "", "this is not JSON: there is nothing")),
        Err(error) => {
            let headline = "this is not JSON: an escape stands for no character";
            Err(Fault::new(reader.place(error.range()), "", headline))
        }
    };
    read.map_err(|fault| faults.push(fault)).ok()
}

/// RFC 8259, and nothing else.
const STRICT: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

struct Reader<'a> {
    source: &'a Arc<Source>,
    faults: &'a mut Faults,
}

impl Reader<'_> {
    fn value(&mut self, value: Json<'_>, depth: usize) -> Result<Node, Fault> {
        let place = self.place(value.range());
        if depth > DEEPEST {
            return Err(Fault::too_deep(place));
        }
        let value = match value {
            Json::StringLit(text) => Value::Text(text.value.into_owned()),
            Json::NumberLit(number) => {
                read_number(number.value).ok_or_else(|| Fault::too_large(place.clone()))?
            }
            Json::BooleanLit(word) => Value::Bool(word.value),
            Json::NullKeyword(_) => Value::Null,
            Json::Array(array) => {
                let members = array.elements.into_iter().map(|member| self.value(member, depth + 1));
                Value::List(members.collect::<Result<_, _>>()?)
            }
            Json::Object(object) => {
                let entries = object.properties.into_iter().map(|property| self.entry(property, depth + 1));
                let entries: Vec<Entry> = entries.collect::<Result<_, _>>()?;
                Value::Map(Entry::without_doubles(entries, self.faults))
            }
        };
        Ok(Node::new(value, place))
    }

    fn entry(&mut self, property: ObjectProp<'_>, depth: usize) -> Result<Entry, Fault> {
        let key_place = self.place(property.name.range());
        let key = match property.name {
            ObjectPropName::String(text) => text.value.into_owned(),
            ObjectPropName::Word(word) => word.value.to_owned(),
        };
        Ok(Entry { key, key_place, value: self.value(property.value, depth)? })
    }

    fn place(&self, range: Range) -> Place {
        self.source.place(range.start..range.end)
    }
}

/// `None` if it is too large.
fn read_number(text: &str) -> Option<Value> {
    if text.contains(['.', 'e', 'E']) {
        return text.parse().ok().filter(|number: &f64| number.is_finite()).map(Value::Float);
    }
    text.parse().ok().map(Value::Integer)
}

/// The parser's words have no letters of the text.
fn not_json(source: &Arc<Source>, error: &serde_json::Error) -> Fault {
    let lines = source.text.split_inclusive('\n');
    let line: usize = lines.take(error.line().saturating_sub(1)).map(str::len).sum();
    let column = line + error.column().saturating_sub(1);
    let at = (0..=column).rev().find(|at| source.text.is_char_boundary(*at)).unwrap_or(0);
    let reason = error.to_string();
    let reason = reason.split(" at line ").next().unwrap_or("");
    let reason = reason.replace("EOF while", "it ends while");
    Fault::new(source.place(at..at), "", format!("this is not JSON: {reason}"))
}
