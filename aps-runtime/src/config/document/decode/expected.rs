//! Something else was expected.

use super::super::fault::Fault;
use super::super::node::{Node, Value};
use super::super::place::Place;
use super::scalar::as_boolean;

/// A value that is of another kind, or out of range. `expected` is what a type of serde says, and
/// `kind` what it has found.
pub(super) fn not_expected(expected: &str, kind: &str, node: &Node, path: &str) -> Fault {
    let expected = Expected::of(expected, node);
    if matches!(node.value, Value::List(_) | Value::Map(_))
        && !["a list", "an object", node.kind()].contains(&kind)
    {
        // serde has kept what is in there before it has asked for its type.
        return Fault::in_value(node, path, format!("{} is expected in it, not {kind}", expected.plain));
    }
    let headline = format!("{} is expected, not {}", expected.plain, found(node));
    let mut fault = Fault::in_value(node, path, headline);
    fault.parts_mut().help = help(&expected, node);
    if matches!((expected.kind, &node.value), (Kind::Boolean, Value::Text(_))) && node.loose {
        return fault.note("read as true are `true`, `yes`, `on`, `y`, `t` and `1`; as false `false`, `no`, `off`, `n`, `f` and `0`");
    }
    fault
}

struct Expected {
    kind: Kind,
    plain: String,
}

#[derive(Clone, Copy)]
enum Kind {
    Whole,
    Number,
    Boolean,
    Text,
    List,
    Other,
}

impl Expected {
    /// For those who do not know the types of Rust.
    fn of(expected: &str, node: &Node) -> Self {
        let (kind, plain) = match expected {
            "f32" | "f64" => (Kind::Number, "a number".to_owned()),
            "a boolean" => (Kind::Boolean, "`true` or `false`".to_owned()),
            "a string" => (Kind::Text, expected.to_owned()),
            "a sequence" => (Kind::List, "a list".to_owned()),
            "a map" => (Kind::Other, map_word(node).to_owned()),
            _ if expected.starts_with("unit") => (Kind::Other, "nothing".to_owned()),
            _ if expected.starts_with("struct ") => (Kind::Other, map_word(node).to_owned()),
            _ if expected.starts_with("tuple ") || expected.starts_with("a tuple") => {
                (Kind::List, "a list".to_owned())
            }
            _ => match whole(expected) {
                Some(plain) => (Kind::Whole, plain),
                None => (Kind::Other, expected.to_owned()),
            },
        };
        Self { kind, plain }
    }
}

fn map_word(node: &Node) -> &'static str {
    match &node.place {
        Place::Text(spot) => spot.source.map_word(),
        _ => "an object",
    }
}

/// `a nonzero u8`: a whole number from 1 to 255.
fn whole(expected: &str) -> Option<String> {
    let (lowest, expected) = match expected.strip_prefix("a nonzero ") {
        Some(expected) => (1, expected),
        None => (0, expected),
    };
    let plain = match expected {
        "u8" => format!("a whole number from {lowest} to {}", u8::MAX),
        "u16" => format!("a whole number from {lowest} to {}", u16::MAX),
        "u32" => format!("a whole number from {lowest} to {}", u32::MAX),
        "u64" | "u128" | "usize" => format!("a whole number of at least {lowest}"),
        "i8" => format!("a whole number from {} to {}", i8::MIN, i8::MAX),
        "i16" => format!("a whole number from {} to {}", i16::MIN, i16::MAX),
        "i32" => format!("a whole number from {} to {}", i32::MIN, i32::MAX),
        "i64" | "i128" | "isize" => "a whole number".to_owned(),
        _ => return None,
    };
    Some(plain)
}

/// What was given instead, as far as it may be shown.
fn found(node: &Node) -> String {
    match &node.value {
        Value::Integer(_) if node.private => "this number".to_owned(),
        _ if node.private => node.kind().to_owned(),
        Value::Bool(value) => format!("`{value}`"),
        Value::Integer(value) => format!("`{value}`"),
        Value::Float(value) => format!("`{value:?}`"),
        Value::Text(text) if node.loose && text.trim().parse::<i128>().is_ok() => {
            format!("`{}`", text.trim())
        }
        Value::Text(text) if text.chars().count() <= LONGEST => {
            format!("the string `{}`", text.escape_debug())
        }
        _ => node.kind().to_owned(),
    }
}

/// Longer texts are not repeated in a headline.
const LONGEST: usize = 40;

/// How to write what was given so that it is taken. What is loose has no quotes and no brackets to be
/// mended, and would be taken as it is if its kind were all that is wrong.
fn help(expected: &Expected, node: &Node) -> Option<String> {
    if node.loose {
        return None;
    }
    let help = |what: &str, value: &dyn ToString| {
        if node.private { what.to_owned() } else { format!("{what}: `{}`", value.to_string()) }
    };
    match (expected.kind, &node.value) {
        (Kind::Whole, Value::Text(text)) => {
            text.trim().parse().ok().map(|number: i128| help("write it without quotes", &number))
        }
        (Kind::Number, Value::Text(text)) => {
            text.trim().parse().ok().map(|number: f64| help("write it without quotes", &number))
        }
        (Kind::Boolean, Value::Text(text)) => {
            as_boolean(text).map(|meant| format!("write `{meant}`, without quotes"))
        }
        (Kind::Whole, Value::Float(number)) if number.fract() == 0.0 => {
            Some(help("leave out the fraction", number))
        }
        (Kind::Text, Value::Integer(number)) => Some(help("write it in quotes", &format!("\"{number}\""))),
        (Kind::Text, Value::Float(number)) => Some(help("write it in quotes", &format!("\"{number:?}\""))),
        (Kind::Text, Value::Bool(value)) => Some(help("write it in quotes", &format!("\"{value}\""))),
        (Kind::List, Value::Text(text)) => Some(help("write it in brackets", &format!("[{text:?}]"))),
        _ => None,
    }
}
