//! What is never shown, in a message, a drawing or a `Debug`.
//!
//! What is not known to be harmless is private. So a section whose name is misspelt does not
//! give away what stands in it, and neither does a key that nobody has thought of.

use std::borrow::Cow;
use std::fmt;

use super::node::{Entry, Node, Value};
use super::place::Place;

/// What is public, with all that stands in it. `*` is any key, or any place in a list.
const PUBLIC: [&str; 24] = [
    "timezone",
    "jobstore_retry_interval",
    "default_executor",
    "expect_jobs",
    "job_defaults",
    "jobstores.*.type",
    "jobstores.*.class",
    "executors.*.type",
    "executors.*.class",
    "jobs.*.id",
    "jobs.*.function",
    "jobs.*.trigger",
    "jobs.*.executor",
    "jobs.*.jobstore",
    "jobs.*.name",
    "jobs.*.coalesce",
    "jobs.*.max_instances",
    "jobs.*.misfire_grace_time",
    "jobs.*.timeout",
    "jobs.*.retry",
    "jobs.*.on_node_loss",
    "jobs.*.paused",
    "jobs.*.tags",
    "jobs.*.metadata",
];

/// Marks what is private in a whole configuration, and says what may be drawn of each line.
pub(super) fn mark(root: &mut Node) {
    match root.value {
        Value::List(_) | Value::Map(_) => passage(root, &PUBLIC, None),
        _ => hide(root, None),
    }
}

/// A list or a map in which some is public. `patterns` say what, from here on.
fn passage(node: &mut Node, patterns: &[&str], key: Option<&Place>) {
    node.place.cut_to_head();
    match &mut node.value {
        Value::List(members) => members.iter_mut().for_each(|member| step(member, "*", patterns, key)),
        Value::Map(entries) => {
            for Entry { key, key_place, value } in entries {
                key_place.draw_key(key);
                step(value, key, patterns, Some(key_place));
            }
        }
        _ => {}
    }
}

fn step(node: &mut Node, step: &str, patterns: &[&str], key: Option<&Place>) {
    let split = patterns.iter().map(|pattern| pattern.split_once('.').unwrap_or((pattern, "")));
    let rests: Vec<&str> =
        split.filter(|(first, _)| ["*", step].contains(first)).map(|(_, rest)| rest).collect();
    let container = matches!(node.value, Value::List(_) | Value::Map(_));
    if rests.contains(&"") {
        let from = key.and_then(Place::start).or(node.place.start());
        publish(node, from, key);
    } else if container && !rests.is_empty() {
        passage(node, &rests, key);
    } else {
        hide(node, key);
    }
}

/// Makes a value public, and all that stands in it but for what a variable gave and what looks
/// like a URL. Whatever stands between `from` and it is public as well.
fn publish(node: &mut Node, from: Option<usize>, key: Option<&Place>) {
    if node.private || matches!(&node.value, Value::Text(text) if text.contains("://")) {
        return hide(node, key);
    }
    node.place.draw_from(from);
    match &mut node.value {
        Value::List(members) => members.iter_mut().for_each(|member| publish(member, from, key)),
        Value::Map(entries) => {
            for Entry { key, key_place, value } in entries {
                key_place.draw_key(key);
                publish(value, from, Some(key_place));
            }
        }
        _ => {}
    }
}

/// Makes a value private, and all that stands in it. It is then said to be where its key is.
pub(super) fn hide(node: &mut Node, key: Option<&Place>) {
    node.private = true;
    if let Some(key) = key {
        node.place = key.clone();
    }
    match &mut node.value {
        Value::List(members) => members.iter_mut().for_each(|member| hide(member, key)),
        Value::Map(entries) => {
            for entry in entries {
                if let Some(key) = key {
                    entry.key_place = key.clone();
                }
                hide(&mut entry.value, key);
            }
        }
        _ => {}
    }
}

/// As much of a key as is certainly a name, and not a URL that has come to stand where a key
/// belongs.
pub(super) fn shown_key(key: &str) -> Cow<'_, str> {
    if is_name(key) {
        return Cow::Borrowed(key);
    }
    let name: String = key.chars().take_while(|&c| is_of_name(c)).take(LONGEST_NAME).collect();
    Cow::Owned(format!("{name}…"))
}

pub(super) fn is_name(key: &str) -> bool {
    key.len() <= LONGEST_NAME && key.chars().all(is_of_name)
}

fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ' ')
}

/// No name is this long.
const LONGEST_NAME: usize = 64;

/// A text whose `Debug` is the text.
pub(super) struct Shown<'a>(pub(super) Cow<'a, str>);

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
