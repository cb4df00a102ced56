//! TOML.

use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::fault::{Fault, Faults};
use super::node::{Entry, Node, Value};
use super::place::{Place, Source};
use super::read::DEEPEST;

pub(super) fn read(source: &Arc<Source>, faults: &mut Faults) -> Option<Node> {
    let (table, errors) = DeTable::parse_recoverable(&source.text);
    for error in &errors {
        let place = source.place(error.span().unwrap_or_default());
        faults.push(Fault::new(place, "", format!("this is not TOML: {}", error.message())));
    }
    if !errors.is_empty() {
        return None;
    }
    Reader { source, faults }.table(table.into_inner(), source.place(0..0), 0)
}

struct Reader<'a> {
    source: &'a Arc<Source>,
    faults: &'a mut Faults,
}

impl Reader<'_> {
    fn table(&mut self, table: DeTable<'_>, place: Place, depth: usize) -> Option<Node> {
        let mut entries: Vec<(Spanned<DeString<'_>>, Spanned<DeValue<'_>>)> = table.into_iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        let mut read = Vec::with_capacity(entries.len());
        for (key, value) in entries {
            let key_place = self.source.place(key.span());
            let value = self.value(value, depth + 1)?;
            read.push(Entry { key: key.into_inner().into_owned(), key_place, value });
        }
        Some(Node::new(Value::Map(read), place))
    }

    fn value(&mut self, value: Spanned<DeValue<'_>>, depth: usize) -> Option<Node> {
        let span = value.span();
        let place = self.source.place(span.clone());
        if depth > DEEPEST {
            self.faults.push(Fault::new(place, "", "too deep"));
            return None;
        }
        let value = match value.into_inner() {
            DeValue::String(text) => Value::Text(text.into_owned()),
            DeValue::Integer(number) => {
                Value::Integer(i128::from_str_radix(number.as_str(), number.radix()).ok()?)
            }
            DeValue::Float(number) => Value::Float(number.as_str().parse().ok()?),
            DeValue::Boolean(value) => Value::Bool(value),
            DeValue::Datetime(_) => Value::Text(self.source.text.get(span).unwrap_or("").to_owned()),
            DeValue::Array(members) => {
                let mut list = Vec::new();
                for member in members {
                    list.push(self.value(member, depth + 1)?);
                }
                Value::List(list)
            }
            DeValue::Table(table) => return self.table(table, place, depth),
        };
        Some(Node::new(value, place))
    }
}
