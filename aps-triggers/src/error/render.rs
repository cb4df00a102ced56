//! Draws a mistake under its source, the way rustc does.

use std::fmt::Write;
use std::ops::Range;

use super::{ParseError, Subject};

pub(super) fn render(error: &ParseError, source: &str) -> String {
    let mut drawn = error.headline();
    let (help, note) = (error.help(), error.note());
    let is_drawn = !source.is_empty() && draw(&mut drawn, source, error);
    if is_drawn && (help.is_some() || note.is_some()) {
        drawn.push_str("\n  |");
    }
    for (kind, text) in [("help", help), ("note", note)] {
        if let Some(text) = text {
            let _ = write!(drawn, "\n  = {kind}: {text}");
        }
    }
    drawn
}

/// Nobody looks for a caret further to the right, in characters.
const WIDEST: usize = 1000;

/// Whether there was room for it.
fn draw(drawn: &mut String, source: &str, error: &ParseError) -> bool {
    let line = line_of(source, error.span.start);
    let before = columns(source, line.start..error.span.start);
    let carets = columns(source, error.span.start..error.span.end.min(line.end)).max(1);
    if before + carets > WIDEST {
        return false;
    }
    let text: String = source.get(line).unwrap_or("").chars().map(visible).collect();
    let label = match (error.subject, error.field) {
        (Subject::Crontab, Some(field)) => format!(" in the `{field}` field"),
        _ => String::new(),
    };
    let _ = write!(drawn, "\n  |\n  | {text}\n  | {:before$}{:^<carets$}{label}", "", "");
    true
}

/// The line that holds the byte `at`, without its line end.
fn line_of(source: &str, at: usize) -> Range<usize> {
    let at = at.min(source.len());
    let bytes = source.as_bytes();
    let start = bytes.iter().take(at).rposition(|&byte| byte == b'\n').map_or(0, |end| end + 1);
    let length = bytes.iter().skip(start).position(|&byte| byte == b'\n');
    start..length.map_or(source.len(), |length| start + length)
}

/// How many characters begin within `bytes`.
fn columns(source: &str, bytes: Range<usize>) -> usize {
    source.char_indices().filter(|(at, _)| bytes.contains(at)).count()
}

/// A tab or another control character would move the caret; one blank does not.
fn visible(c: char) -> char {
    if c.is_control() { ' ' } else { c }
}
