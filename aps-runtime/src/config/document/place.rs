//! Where something was written.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use super::privacy::{is_name, is_of_name, shown_key};
use super::read::Format;

/// Where something was written. Cheap to clone: a text is shared by all that stands in it.
#[derive(Clone)]
pub(crate) enum Place {
    /// In a file, or in a text that is treated as one.
    Text(Spot),
    /// In an environment variable of this name.
    Variable(Arc<str>),
    /// Under this key of a dictionary.
    Key(Arc<str>),
    /// It came as data, from nowhere in particular.
    Unknown,
}

/// A stretch of a text.
#[derive(Clone)]
pub(crate) struct Spot {
    pub(super) source: Arc<Source>,
    /// Bytes.
    pub(super) range: Range<usize>,
    /// The bytes around it that may be drawn, and it itself. `None` if none may: something in
    /// it, or beside it, may be private (`privacy.rs`).
    pub(super) drawn: Option<Range<usize>>,
}

/// A text, and what it is called.
pub(super) struct Source {
    pub(super) name: String,
    pub(super) text: String,
    pub(super) format: Format,
}

impl Source {
    pub(super) fn place(self: &Arc<Self>, range: Range<usize>) -> Place {
        Place::Text(Spot { source: Arc::clone(self), range, drawn: None })
    }

    /// What a set of keys with values is called in this format.
    pub(super) const fn map_word(&self) -> &'static str {
        match self.format {
            Format::Toml => "a table",
            Format::Json => "an object",
            Format::Yaml => "a mapping",
        }
    }
}

impl Spot {
    /// Line and column in characters, both from 1.
    pub(super) fn line_and_column(&self) -> (usize, usize) {
        let line = self.line();
        let before = self.source.text.get(..line.start).unwrap_or("");
        let column = self.source.text.get(line.start..self.range.start).unwrap_or("");
        (before.matches('\n').count() + 1, column.chars().count() + 1)
    }

    /// The bytes of the line on which the spot begins, without its line end.
    pub(super) fn line(&self) -> Range<usize> {
        let text = &self.source.text;
        let at = self.range.start.min(text.len());
        let start = text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1);
        let rest = text.get(start..).unwrap_or("");
        let line = rest.split('\n').next().unwrap_or("");
        start..start + line.strip_suffix('\r').unwrap_or(line).len()
    }

    /// `[jobstores.default]` in TOML, if the spot is in such a line, and it has names only.
    fn header(&self) -> Option<Range<usize>> {
        let text = self.source.text.get(..self.range.start).filter(|_| self.source.format == Format::Toml)?;
        // Only names and brackets come before it in its line, so that it need not be searched.
        let before = text.trim_end_matches(|c: char| c != '\n' && is_of_header(c));
        let start = before.len();
        let rest = self.source.text.get(start..)?;
        let line = rest.trim_start_matches([' ', '\t']);
        let start = start + (rest.len() - line.len());
        let end = line.find(|c| !is_of_header(c)).unwrap_or(line.len());
        let header =
            line.get(..end).map(str::trim_end).filter(|line| line.starts_with('[') && line.ends_with(']'))?;
        (before.is_empty() || before.ends_with('\n')).then_some(start..start + header.len())
    }
}

fn is_of_header(c: char) -> bool {
    c == '[' || c == ']' || c == '"' || c == '\'' || is_of_name(c)
}

impl Place {
    /// The bytes, in a text.
    pub(super) fn range(&self) -> Option<Range<usize>> {
        match self {
            Self::Text(spot) => Some(spot.range.clone()),
            _ => None,
        }
    }

    /// Whether these bytes of the same text are on one line.
    pub(super) fn is_one_line(&self, bytes: &Range<usize>) -> bool {
        match self {
            Self::Text(spot) => spot.source.text.get(bytes.clone()).is_some_and(|text| !text.contains('\n')),
            _ => true,
        }
    }

    /// Allows for drawing these bytes with it.
    pub(super) fn draw(&mut self, bytes: Option<Range<usize>>) {
        if let Self::Text(spot) = self {
            spot.drawn = bytes;
        }
    }

    /// Allows for drawing a key by itself, or with the header that it stands in; if it is a name.
    pub(super) fn draw_key(&mut self, key: &str) {
        if let Self::Text(spot) = self {
            spot.drawn = is_name(key).then(|| spot.header().unwrap_or(spot.range.clone()));
        }
    }

    /// Makes the place of a map that of its header, and that of anything else, or of a map without
    /// one, that of its first bracket. These are harmless, whatever stands in it.
    pub(super) fn cut_to_head(&mut self, is_map: bool) {
        let Self::Text(spot) = self else { return };
        let head = spot.header().filter(|_| is_map).unwrap_or_else(|| {
            let text = spot.source.text.get(spot.range.clone()).unwrap_or("");
            spot.range.start..spot.range.start + usize::from(text.starts_with(['{', '[']))
        });
        spot.range = head.clone();
        spot.drawn = Some(head);
    }
}

impl fmt::Display for Place {
    /// `aps.toml:12:1`, `environment variable APS_TIMEZONE`, `key apscheduler.timezone`; nothing
    /// if it is not known.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(spot) => {
                let (line, column) = spot.line_and_column();
                write!(f, "{}:{line}:{column}", spot.source.name)
            }
            Self::Variable(name) => write!(f, "environment variable {name}"),
            Self::Key(key) => write!(f, "key {}", shown_key(key)),
            Self::Unknown => Ok(()),
        }
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
