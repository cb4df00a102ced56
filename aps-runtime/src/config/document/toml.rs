//! TOML.

use std::collections::HashSet;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue, Error};

use super::fault::{Fault, Faults};
use super::node::{Entry, Node, Value};
use super::place::{Place, Source};
use super::read::DEEPEST;

pub(super) fn read(source: &Arc<Source>, faults: &mut Faults) -> Option<Node> {
    let (table, errors) = DeTable::parse_recoverable(&source.text);
    if !errors.is_empty() {
        faults.extend(not_toml(source, &errors));
        return None;
    }
    Reader { source }
        .table(table.into_inner(), source.place(0..0), 0)
        .map_err(|fault| faults.push(fault))
        .ok()
}

/// The first mistake of each line, since what follows it is often a consequence. The parser's words
/// have no letters of the text.
fn not_toml(source: &Arc<Source>, errors: &[Error]) -> Vec<Fault> {
    let mut lines = HashSet::new();
    let on_new_line = |error: &&Error| {
        let before = source.text.get(..error.span().unwrap_or_default().start).unwrap_or("");
        lines.insert(before.matches('\n').count())
    };
    let fault = |error: &Error| {
        let reason = error.message();
        let reason = reason.strip_suffix(", expected literal string").unwrap_or(reason);
        let reason = reason.strip_suffix(", expected nothing").unwrap_or(reason);
        Fault::new(source.place(error.span().unwrap_or_default()), "", format!("this is not TOML: {reason}"))
    };
    errors.iter().take(MOST_LOOKED_AT).filter(on_new_line).take(MOST_ERRORS).map(fault).collect()
}

/// After a few mistakes in the notation the rest is guessed.
const MOST_ERRORS: usize = 3;
/// A hostile text has as many as it has letters.
const MOST_LOOKED_AT: usize = 100;

struct Reader<'a> {
    source: &'a Arc<Source>,
}

impl Reader<'_> {
    /// The parser has refused keys that are given twice.
    fn table(&self, table: DeTable<'_>, place: Place, depth: usize) -> Result<Node, Fault> {
        let mut entries: Vec<(Spanned<DeString<'_>>, Spanned<DeValue<'_>>)> = table.into_iter().collect();
        // The table is sorted by its keys.
        entries.sort_by_key(|(key, _)| key.span().start);
        let read = |(key, value): (Spanned<DeString<'_>>, _)| {
            let key_place = self.source.place(key.span());
            Ok(Entry { key: key.into_inner().into_owned(), key_place, value: self.value(value, depth + 1)? })
        };
        let entries: Result<_, Fault> = entries.into_iter().map(read).collect();
        Ok(Node::new(Value::Map(entries?), place))
    }

    fn value(&self, value: Spanned<DeValue<'_>>, depth: usize) -> Result<Node, Fault> {
        let span = value.span();
        let place = self.source.place(span.clone());
        if depth > DEEPEST {
            return Err(Fault::too_deep(place));
        }
        let value = match value.into_inner() {
            DeValue::String(text) => Value::Text(text.into_owned()),
            DeValue::Integer(number) => {
                let read = i128::from_str_radix(number.as_str(), number.radix());
                Value::Integer(read.map_err(|_| Fault::too_large(place.clone()))?)
            }
            DeValue::Float(number) => match number.as_str().parse() {
                Ok(number) if f64::is_finite(number) => Value::Float(number),
                _ => return Err(Fault::too_large(place)),
            },
            DeValue::Boolean(value) => Value::Bool(value),
            // A date is a text here, as in the formats that have none.
            DeValue::Datetime(_) => Value::Text(self.source.text.get(span).unwrap_or("").to_owned()),
            DeValue::Array(members) => {
                let members = members.into_iter().map(|member| self.value(member, depth + 1));
                Value::List(members.collect::<Result<_, _>>()?)
            }
            DeValue::Table(table) => return self.table(table, place, depth),
        };
        Ok(Node::new(value, place))
    }
}
