//! Mistakes that a type has drawn itself, as triggers and time zones do.
//!
//! ```text
//! in `cron.month`: invalid cron field `month`: `mai` is not a month
//!   |
//!   | mai
//!   | ^^^
//!   |
//!   = help: did you mean `may`?
//!   = note: months are 1-12 or jan-dec
//! ```
//!
//! They are taken apart, so that the wrong letters are drawn where they stand in the file.

use std::ops::Range;

use super::super::fault::Fault;
use super::super::node::{Node, Value};
use super::super::place::Place;
use super::super::render::Excerpt;
use super::leak::gives_away;
use super::notation::in_notation;

/// The mistakes of a message, in a value at a path.
pub(crate) fn faults(message: &str, node: &Node, path: &str) -> Vec<Fault> {
    if gives_away(message, node) {
        let fault = Fault::in_value(node, path, "this value is refused");
        return vec![fault.note("the reason is not shown, since it may have a part of the value in it")];
    }
    if message.starts_with("data did not match any variant of untagged enum") {
        return vec![Fault::in_value(node, path, "this is none of the forms that are known here")];
    }
    message.split("\n\n").map(|drawn| Mistake::of(drawn).in_value(node, path)).collect()
}

/// One drawing, taken apart.
#[derive(Default)]
struct Mistake<'a> {
    /// From the value on.
    path: &'a str,
    headline: String,
    line: Option<&'a str>,
    carets: Option<&'a str>,
    help: Option<&'a str>,
    note: Option<&'a str>,
}

impl<'a> Mistake<'a> {
    /// What is not understood is part of the headline.
    fn of(drawn: &'a str) -> Self {
        let mut lines = drawn.lines();
        let first = lines.next().unwrap_or("");
        let located = first.strip_prefix("in `").and_then(|rest| rest.split_once("`: "));
        let (path, headline) = located.unwrap_or(("", first));
        let mut mistake = Self { path, headline: headline.to_owned(), ..Self::default() };
        for line in lines {
            if let Some(help) = line.strip_prefix("  = help: ") {
                mistake.help = Some(help);
            } else if let Some(note) = line.strip_prefix("  = note: ") {
                mistake.note = Some(note);
            } else if let Some(drawn) = line.strip_prefix("  | ") {
                match mistake.line {
                    None => mistake.line = Some(drawn),
                    Some(_) => mistake.carets = Some(drawn),
                }
            } else if line != "  |" {
                mistake.headline = format!("{}\n{line}", mistake.headline);
            }
        }
        mistake
    }

    fn in_value(&self, node: &Node, path: &str) -> Fault {
        let node = within(node, self.path);
        let joined = match (path, self.path) {
            (path, "") | ("", path) => path.to_owned(),
            (path, inner) if inner.starts_with('[') => format!("{path}{inner}"),
            (path, inner) => format!("{path}.{inner}"),
        };
        let mut fault = Fault::in_value(node, joined, self.headline.clone());
        let parts = fault.parts_mut();
        parts.help = self.help.map(|help| in_notation(help, &node.place));
        parts.note = self.note.map(|note| in_notation(note, &node.place));
        if let (Some(line), Some(carets), false) = (self.line, self.carets, node.private) {
            let before = carets.chars().take_while(|&c| c == ' ').count();
            let length = carets.trim_start().chars().take_while(|&c| c == '^').count();
            let bytes = bytes_of(line, before, length);
            let part = |range: Range<usize>| line.get(range).unwrap_or("");
            parts.label = carets.trim_start().trim_start_matches('^').into();
            let excerpt =
                Excerpt::new(part(0..bytes.start), part(bytes.clone()), part(bytes.end..line.len()));
            parts.excerpt = Some(excerpt);
            if let Some(place) = letters(node, line, &bytes) {
                parts.place = place;
            }
        }
        fault
    }
}

/// What stands at a path such as `and[1].cron.month`, or as near to it as there is something.
fn within<'a>(node: &'a Node, path: &str) -> &'a Node {
    let steps = path.split(['.', '[']).filter(|step| !step.is_empty());
    steps.fold(node, |node, step| {
        let inside = match (&node.value, step.strip_suffix(']')) {
            (Value::List(members), Some(place)) => {
                place.parse().ok().and_then(|place: usize| members.get(place))
            }
            _ => node.get(step).map(|entry| &entry.value),
        };
        inside.unwrap_or(node)
    })
}

/// So many characters of a line.
fn bytes_of(line: &str, before: usize, length: usize) -> Range<usize> {
    let offset = |characters: usize| line.char_indices().nth(characters).map_or(line.len(), |(at, _)| at);
    offset(before)..offset(before + length)
}

/// The place of these bytes of a text that is written as it is, without escapes.
fn letters(node: &Node, line: &str, bytes: &Range<usize>) -> Option<Place> {
    let (Value::Text(_), Place::Text(spot)) = (&node.value, &node.place) else { return None };
    let written = spot.source.text.get(spot.range.clone())?;
    let begins = spot.range.start + written.find(line)?;
    let mut spot = spot.clone();
    spot.range = begins + bytes.start..begins + bytes.end;
    Some(Place::Text(spot))
}
