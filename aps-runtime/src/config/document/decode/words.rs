//! What is refused, in plain words.

use aps_triggers::suggest::nearest;

use super::super::fault::Fault;
use super::super::node::{Node, Value};
use super::super::privacy::shown_key;
use super::path::Path;
use super::refusal::Reason;

/// What to tell about a value that was refused.
pub(super) fn faults(reason: Reason, node: &Node, path: &Path<'_>) -> Vec<Fault> {
    let fault = |headline: String| Fault::in_value(node, path.to_string(), headline);
    vec![match reason {
        Reason::Consequence => return Vec::new(),
        Reason::Custom(message) => fault(message),
        Reason::Expected(expected) => fault(format!("{} is expected, not {}", plain(&expected), found(node))),
        Reason::Variant { wrong, known } => {
            with_near(fault(format!("{} is not one of the known words", shown(node, &wrong))), &wrong, known)
        }
        Reason::Field { wrong, known } => {
            with_near(fault(format!("unknown key `{}`", shown_key(&wrong))), &wrong, known)
        }
        Reason::Missing(key) => fault(format!("`{key}` is missing")),
        Reason::Twice(key) => fault(format!("`{key}` is given twice, under two names")),
    }]
}

/// A key that a struct does not have.
pub(super) fn unknown_key(fault: Fault, key: &str, known: &'static [&'static str]) -> Fault {
    with_near(fault, key, known)
}

fn with_near(fault: Fault, wrong: &str, known: &[&str]) -> Fault {
    let quoted: Vec<String> = known.iter().map(|word| format!("`{word}`")).collect();
    let fault = match nearest(wrong, known.iter().copied()) {
        Some(near) => fault.help(format!("did you mean `{near}`?")),
        None => fault,
    };
    fault.note(format!("known are {}", in_words(&quoted)))
}

/// `a`, `a and b`, `a, b and c`.
fn in_words(words: &[String]) -> String {
    match words {
        [] => "none".to_owned(),
        [word] => word.clone(),
        [others @ .., last] => format!("{} and {last}", others.join(", ")),
    }
}

/// What was given instead, as far as it may be shown.
fn found(node: &Node) -> String {
    match &node.value {
        _ if node.private => node.kind().to_owned(),
        Value::Bool(value) => format!("`{value}`"),
        Value::Integer(value) => format!("`{value}`"),
        Value::Float(value) => format!("`{value:?}`"),
        Value::Text(text) => shown(node, text),
        _ => node.kind().to_owned(),
    }
}

fn shown(node: &Node, text: &str) -> String {
    if node.private { "this".to_owned() } else { format!("`{text}`") }
}

/// What a type of Rust expects, for those who do not know its types.
fn plain(expected: &str) -> String {
    expected.to_owned()
}
