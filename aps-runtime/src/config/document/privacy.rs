//! What is never shown, in a message, a drawing or a `Debug`.
//!
//! What is not known to be harmless is private. So a section whose name is misspelt does not
//! give away what stands in it, and neither does a key that nobody has thought of.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use super::node::{Entry, Node, Value};
use super::place::Place;

/// What is public. `*` is any key, or any place in a list, and `**` is all that stands in there.
/// Without that, only a word or a number is public, not what else may stand in its place.
const PUBLIC: [&str; 44] = [
    "format",
    "version",
    "scheduler_version",
    "timezone",
    "jobstore_retry_interval",
    "default_executor",
    "expect_jobs.**",
    "job_defaults.**",
    "jobstores.*.type",
    "jobstores.*.class",
    "jobstores.*.synchronous",
    "jobstores.*.table_prefix",
    "jobstores.*.schema",
    "jobstores.*.max_connections",
    "jobstores.*.lease",
    "jobstores.*.history.**",
    "jobstores.*.auto_migrate",
    "jobstores.*.poll_interval",
    "jobstores.*.poll_only",
    "executors.*.type",
    "executors.*.class",
    "executors.*.max_workers",
    "executors.*.max_queue",
    "executors.*.max_concurrency",
    "executors.*.max_runs_per_worker",
    "executors.*.idle_timeout",
    "executors.*.memory_limit",
    "executors.*.cpu_time_limit",
    "jobs.*.id",
    "jobs.*.function",
    "jobs.*.trigger.**",
    "jobs.*.next_run_time",
    "jobs.*.executor",
    "jobs.*.jobstore",
    "jobs.*.name",
    "jobs.*.coalesce",
    "jobs.*.max_instances",
    "jobs.*.misfire_grace_time.**",
    "jobs.*.timeout.**",
    "jobs.*.retry.**",
    "jobs.*.on_node_loss",
    "jobs.*.paused",
    "jobs.*.tags.**",
    "jobs.*.metadata.**",
];

/// A name and an option of what it names, in one word behind a section: `my_db_max_connections` is
/// `my_db` and `max_connections`. With an option that is not public, the name is the first word.
pub(super) fn name_and_option<'a>(section: &str, word: &'a str) -> Option<(&'a str, &'a str)> {
    let is_option = |option: &str| {
        let option_of = |pattern: &'static str| pattern.strip_prefix(section)?.strip_prefix(".*.");
        PUBLIC
            .iter()
            .filter_map(|pattern| option_of(pattern))
            .any(|known| known.trim_end_matches(".**") == option)
    };
    let mut splits =
        word.match_indices('_').filter_map(|(at, _)| Some((word.get(..at)?, word.get(at + 1..)?)));
    splits.find(|(name, option)| !name.is_empty() && is_option(option)).or_else(|| word.split_once('_'))
}

/// Marks what is private in a whole configuration, and says what may be drawn of each line.
pub(super) fn mark(root: &mut Node) {
    match root.value {
        Value::List(_) | Value::Map(_) => passage(root, &PUBLIC, None),
        _ => hide(root, None),
    }
}

/// A list or a map in which some is public. `patterns` say what, from here on.
fn passage(node: &mut Node, patterns: &[&str], key: Option<&Place>) {
    node.place.cut_to_head(matches!(node.value, Value::Map(_)));
    match &mut node.value {
        Value::List(members) => members.iter_mut().for_each(|member| step(member, None, patterns, key)),
        Value::Map(entries) => {
            for Entry { key, key_place, value } in entries {
                key_place.draw_key(key);
                step(value, Some(key), patterns, Some(key_place));
            }
        }
        _ => {}
    }
}

/// A value with this name, or a member of a list. Both have a key, be it that of the list.
fn step(node: &mut Node, name: Option<&str>, patterns: &[&str], key: Option<&Place>) {
    let split = patterns.iter().map(|pattern| match *pattern {
        "**" => ("*", "**"),
        pattern => pattern.split_once('.').unwrap_or((pattern, "")),
    });
    let fits = |first: &str| first == "*" || Some(first) == name;
    let rests: Vec<&str> = split.filter(|(first, _)| fits(first)).map(|(_, rest)| rest).collect();
    let container = matches!(node.value, Value::List(_) | Value::Map(_));
    if rests.contains(&"**") || (rests.contains(&"") && !container) {
        let begins = key.filter(|_| name.is_some()).unwrap_or(&node.place).range();
        publish(node, begins, key);
    } else if container && rests != [""] && !rests.is_empty() {
        passage(node, &rests, key);
    } else {
        hide(node, key);
    }
}

/// Makes a value public, and all that stands in it but for what a variable gave and what looks
/// like a URL. It begins with its own key, if it has one.
fn publish(node: &mut Node, begins: Option<Range<usize>>, key: Option<&Place>) {
    if is_secret(node) {
        hide(node, key);
    } else if has_secrets(node) {
        passage(node, &["**"], key);
    } else if let (Some(begins), Some(ends)) = (begins, node.place.range()) {
        draw(node, &(begins.start..ends.end));
    }
}

fn is_secret(node: &Node) -> bool {
    node.private || matches!(&node.value, Value::Text(text) if text.contains("://"))
}

fn has_secrets(node: &Node) -> bool {
    let inside = |node: &Node| is_secret(node) || has_secrets(node);
    match &node.value {
        Value::List(members) => members.iter().any(inside),
        Value::Map(entries) => entries.iter().any(|entry| !is_name(&entry.key) || inside(&entry.value)),
        _ => false,
    }
}

/// All that stands in these bytes is public. What stands on a line of its own, or under a header
/// of TOML, is drawn by itself: between lines there may be comments.
fn draw(node: &mut Node, bytes: &Range<usize>) {
    let one_line = node.place.is_one_line(bytes);
    let of = |begin: &Place, end: &Place| match (begin.range(), end.range()) {
        (Some(begin), Some(end)) if !one_line || begin.start < bytes.start || bytes.end < end.end => {
            begin.start..end.end
        }
        _ => bytes.clone(),
    };
    node.place.draw(Some(bytes.clone()));
    match &mut node.value {
        Value::List(members) => {
            for member in members {
                let bytes = of(&member.place, &member.place);
                draw(member, &bytes);
            }
        }
        Value::Map(entries) => {
            for Entry { key_place, value, .. } in entries {
                let bytes = of(key_place, &value.place);
                key_place.draw(Some(bytes.clone()));
                draw(value, &bytes);
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

pub(super) fn is_of_name(c: char) -> bool {
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
