//! One configuration over another.

use super::node::{Entry, Node, Value};
use super::place::Place;

/// Lays one tree over another. Maps are merged key by key; whatever else stands in the higher
/// one replaces what stands in the lower one.
///
/// A key from the environment, where there is no upper and lower case, is that key of the lower
/// tree which differs in nothing else.
pub(crate) fn merge(lower: Node, higher: Node) -> Node {
    match (lower.value, higher.value) {
        (Value::Map(mut entries), Value::Map(over)) => {
            for entry in over {
                put(&mut entries, entry);
            }
            Node {
                value: Value::Map(entries),
                place: lower.place,
                loose: lower.loose,
                private: lower.private,
            }
        }
        (_, value) => Node { value, place: higher.place, loose: higher.loose, private: higher.private },
    }
}

fn put(entries: &mut Vec<Entry>, over: Entry) {
    let any_case = matches!(over.key_place, Place::Variable(_));
    let found = entries
        .iter()
        .position(|entry| entry.key == over.key)
        .or_else(|| entries.iter().position(|entry| any_case && entry.key.eq_ignore_ascii_case(&over.key)));
    match found {
        Some(at) => {
            let lower = entries.swap_remove(at);
            let merged = merge(lower.value, over.value);
            entries.push(Entry { key: lower.key, key_place: over.key_place, value: merged });
            let last = entries.len() - 1;
            entries.swap(at, last);
        }
        None => entries.push(over),
    }
}
