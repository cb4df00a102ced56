//! What is refused, in plain words.

use aps_triggers::suggest::nearest;

use super::super::fault::Fault;
use super::super::node::Node;
use super::super::privacy::shown_key;
use super::drawn;
use super::expected::not_expected;
use super::path::Path;
use super::refusal::Reason;

/// What to tell about a value that was refused.
pub(super) fn faults(reason: Reason, node: &Node, path: &Path<'_>) -> Vec<Fault> {
    let path = path.to_string();
    let fault = |headline: String| Fault::in_value(node, path.clone(), headline);
    let fault = match reason {
        Reason::Consequence => return Vec::new(),
        Reason::Custom(message) => return drawn::faults(&message, node, &path),
        Reason::Expected { expected, found } => not_expected(&expected, found, node, &path),
        Reason::Variant { wrong, known } => {
            let shown = if node.private { String::new() } else { format!(" `{}`", wrong.escape_debug()) };
            meant(fault(format!("unknown value{shown}")), "values", &wrong, known)
        }
        Reason::Field { wrong, known } => unknown_key(fault(String::new()), &wrong, known),
        Reason::Missing(key) => fault(format!("`{key}` is missing")),
        Reason::Twice(key) => fault(format!("`{key}` is given twice, under two names")),
    };
    vec![fault]
}

/// A key that a struct does not have.
pub(super) fn unknown_key(mut fault: Fault, key: &str, known: &'static [&'static str]) -> Fault {
    fault.parts_mut().headline = format!("unknown key `{}`", shown_key(key));
    meant(fault, "keys", key, known)
}

/// With what was meant, and what there is.
fn meant(fault: Fault, what: &str, wrong: &str, known: &[&str]) -> Fault {
    let fault = match nearest(wrong, known.iter().copied()) {
        Some(near) => fault.help(format!("did you mean `{near}`?")),
        None => fault,
    };
    match known {
        [] => fault.note(format!("there are no {what} here")),
        known => fault.note(format!("known {what} are {}", in_words(known))),
    }
}

/// `a`, `a and b`, `a, b and c`.
fn in_words(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.as_slice() {
        [others @ .., last] if !others.is_empty() => format!("{} and {last}", others.join(", ")),
        quoted => quoted.concat(),
    }
}
