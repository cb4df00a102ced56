//! Numbers and booleans, also from texts that are loose.

use serde::de::Visitor;

use super::super::node::{Node, Value};
use super::refusal::Refused;

pub(super) fn integer(node: &Node) -> Option<i128> {
    match &node.value {
        Value::Integer(number) => Some(*number),
        Value::Text(text) if node.loose => text.trim().parse().ok(),
        _ => None,
    }
}

/// A number, also a whole one. What is not finite is none.
#[allow(clippy::cast_precision_loss, reason = "whoever wants a fraction does not count beyond 2^53")]
pub(super) fn float(node: &Node) -> Option<f64> {
    match &node.value {
        Value::Integer(number) => Some(*number as f64),
        Value::Float(number) => Some(*number),
        Value::Text(text) if node.loose => text.trim().parse().ok().filter(|number: &f64| number.is_finite()),
        _ => None,
    }
}

/// APScheduler's `asbool`.
pub(super) fn boolean(node: &Node) -> Option<bool> {
    match &node.value {
        Value::Bool(value) => Some(*value),
        Value::Text(text) if node.loose => as_boolean(text),
        _ => None,
    }
}

pub(super) fn as_boolean(text: &str) -> Option<bool> {
    match text.trim().to_lowercase().as_str() {
        "true" | "yes" | "on" | "y" | "t" | "1" => Some(true),
        "false" | "no" | "off" | "n" | "f" | "0" => Some(false),
        _ => None,
    }
}

/// A text where anything is taken: a number, if it is a loose one.
pub(super) fn visit_text<'de, V: Visitor<'de>>(
    node: &Node,
    text: &str,
    visitor: V,
) -> Result<V::Value, Refused> {
    match (integer(node), float(node)) {
        (Some(number), _) => visit_integer(number, visitor),
        (None, Some(number)) => visitor.visit_f64(number),
        (None, None) => visitor.visit_str(text),
    }
}

/// In the smallest type, since few visitors take the largest.
pub(super) fn visit_integer<'de, V: Visitor<'de>>(number: i128, visitor: V) -> Result<V::Value, Refused> {
    match (u64::try_from(number), i64::try_from(number)) {
        (Ok(number), _) => visitor.visit_u64(number),
        (_, Ok(number)) => visitor.visit_i64(number),
        _ => visitor.visit_i128(number),
    }
}
