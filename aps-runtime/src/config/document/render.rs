//! Draws a mistake under its source, the way rustc does.

use std::fmt;
use std::ops::Range;

use super::fault::Fault;
use super::place::{Place, Spot};

pub(super) fn render(fault: &Fault, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if !fault.path.is_empty() {
        write!(f, "in `{}`: ", fault.path)?;
    }
    f.write_str(&fault.headline)?;
    if !matches!(fault.place, Place::Unknown) {
        write!(f, "\n --> {}", fault.place)?;
    }
    let more = fault.help.is_some() || fault.note.is_some();
    let margin = match &fault.place {
        Place::Text(Spot { drawn_from: None, .. }) | Place::Variable(_) | Place::Key(_) | Place::Unknown => 2,
        Place::Text(spot) => draw(spot, more, f)?,
    };
    for (kind, text) in [("help", &fault.help), ("note", &fault.note)] {
        if let Some(text) = text {
            write!(f, "\n{:margin$}= {kind}: {text}", "")?;
        }
    }
    Ok(())
}

/// Draws the line, and says how wide its margin is.
fn draw(spot: &Spot, more: bool, f: &mut fmt::Formatter<'_>) -> Result<usize, fmt::Error> {
    let (number, _) = spot.line_and_column();
    let margin = number.to_string().len() + 1;
    let Excerpt { line, before, carets } = Excerpt::of(spot);
    write!(f, "\n{:margin$}|\n{number} | {line}", "")?;
    write!(f, "\n{:margin$}| {:before$}{:^<carets$}", "", "", "")?;
    if more {
        write!(f, "\n{:margin$}|", "")?;
    }
    Ok(margin)
}

/// As much of a line as may be drawn. Widths are in characters.
struct Excerpt {
    line: String,
    before: usize,
    carets: usize,
}

impl Excerpt {
    fn of(spot: &Spot) -> Self {
        let line = spot.line();
        let part = |range: Range<usize>| spot.source.text.get(range).unwrap_or("");
        let from = spot.drawn_from.unwrap_or(spot.range.start).clamp(line.start, spot.range.start);
        let end = spot.range.end.clamp(spot.range.start, line.end.max(spot.range.start));
        let (cut_before, cut_after) = (part(line.start..from), part(end..line.end));
        let before = left(cut_before, "… ").to_owned() + part(from..spot.range.start);
        let wrong = part(spot.range.start..end);
        let after = left(cut_after, " …");
        Self {
            line: format!("{before}{wrong}{after}").trim_end().chars().map(visible).collect(),
            before: before.chars().count(),
            carets: wrong.chars().count().max(1),
        }
    }
}

/// What is left of a part of a line that might hold anything: brackets and the like.
fn left<'a>(part: &'a str, mark: &'a str) -> &'a str {
    let harmless = |c: char| c.is_whitespace() || "[]{}(),-".contains(c);
    if part.chars().all(harmless) { part } else { mark }
}

/// A tab or another control character would move the caret; one blank does not.
fn visible(c: char) -> char {
    if c.is_control() { ' ' } else { c }
}
