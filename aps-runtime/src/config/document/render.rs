//! Draws a mistake under its source, the way rustc does.

use std::fmt;
use std::ops::Range;

use super::fault::Parts;
use super::place::{Place, Spot};

pub(super) fn render(fault: &Parts, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if !fault.path.is_empty() {
        write!(f, "in `{}`: ", fault.path)?;
    }
    f.write_str(&fault.headline)?;
    if !matches!(fault.place, Place::Unknown) {
        write!(f, "\n --> {}", fault.place)?;
    }
    let more = fault.help.is_some() || fault.note.is_some();
    let margin = match &fault.place {
        Place::Text(spot) if spot.drawn.is_some() => {
            let number = spot.line_and_column().0.to_string();
            draw(&number, &Excerpt::of(spot), &fault.label, more, f)?
        }
        _ => match &fault.excerpt {
            Some(excerpt) => draw("", excerpt, &fault.label, more, f)?,
            None => 2,
        },
    };
    for (kind, text) in [("help", &fault.help), ("note", &fault.note)] {
        if let Some(text) = text {
            write!(f, "\n{:margin$}= {kind}: {text}", "")?;
        }
    }
    Ok(())
}

/// Draws the line, and says how wide its margin is.
fn draw(
    number: &str,
    excerpt: &Excerpt,
    label: &str,
    more: bool,
    f: &mut fmt::Formatter<'_>,
) -> Result<usize, fmt::Error> {
    let margin = number.len().max(1) + 1;
    let Excerpt { line, before, carets } = excerpt;
    write!(f, "\n{:margin$}|\n{number:<margin$}| {line}", "")?;
    write!(f, "\n{:margin$}| {:before$}{:^<carets$}{label}", "", "", "")?;
    if more {
        write!(f, "\n{:margin$}|", "")?;
    }
    Ok(margin)
}

/// As much of a line as may be drawn. Widths are in characters.
#[derive(Clone)]
pub(super) struct Excerpt {
    line: String,
    before: usize,
    carets: usize,
}

impl Excerpt {
    fn of(spot: &Spot) -> Self {
        let line = spot.line();
        let part = |range: Range<usize>| spot.source.text.get(range).unwrap_or("");
        let drawn = spot.drawn.clone().unwrap_or(spot.range.clone());
        let from = drawn.start.clamp(line.start, spot.range.start);
        let end = spot.range.end.clamp(spot.range.start, line.end.max(spot.range.start));
        let to = drawn.end.clamp(end, line.end.max(end));
        let before = left(part(line.start..from), "… ").to_owned() + part(from..spot.range.start);
        let wrong = part(spot.range.start..end);
        let after = part(end..to).to_owned() + left(part(to..line.end), " …");
        Self::new(&before, wrong, &after)
    }

    /// What is wrong, between what is not. Long lines are cut.
    pub(super) fn new(before: &str, wrong: &str, after: &str) -> Self {
        let cut = before.chars().count().saturating_sub(LONGEST);
        let before: String =
            if cut > 0 { "…".chars().chain(before.chars().skip(cut)).collect() } else { before.into() };
        let (wrong, after) = (cut_off(wrong), cut_off(after));
        Self {
            line: format!("{before}{wrong}{after}").trim_end().chars().map(visible).collect(),
            before: before.chars().count(),
            carets: wrong.chars().count().max(1),
        }
    }
}

/// Of a part of a line; in characters.
const LONGEST: usize = 80;

fn cut_off(text: &str) -> String {
    let rest = if text.chars().count() > LONGEST { "…" } else { "" };
    text.chars().take(LONGEST).chain(rest.chars()).collect()
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
