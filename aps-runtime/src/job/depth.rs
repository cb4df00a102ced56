//! How deep JSON is nested. Who reads it recurses, so there are limits.

use serde_json::Value;

/// 0 for what is neither a list nor an object.
pub(crate) fn depth(value: &Value) -> usize {
    let deepest = match value {
        Value::Array(members) => members.iter().map(depth).max(),
        Value::Object(entries) => entries.values().map(depth).max(),
        _ => return 0,
    };
    1 + deepest.unwrap_or_default()
}
