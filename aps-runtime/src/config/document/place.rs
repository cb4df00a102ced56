//! Where something was written.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use super::privacy::is_name;
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
    /// From which byte on the line may be drawn up to the end of the range, so that nothing
    /// private comes with it. `None` if none of it may (`privacy.rs`).
    pub(super) drawn_from: Option<usize>,
}

/// A text, and what it is called.
pub(super) struct Source {
    pub(super) name: String,
    pub(super) text: String,
    pub(super) format: Format,
}

impl Source {
    pub(super) fn place(self: &Arc<Self>, range: Range<usize>) -> Place {
        Place::Text(Spot { source: Arc::clone(self), range, drawn_from: None })
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
}

impl Place {
    /// The first byte, in a text.
    pub(super) fn start(&self) -> Option<usize> {
        match self {
            Self::Text(spot) => Some(spot.range.start),
            _ => None,
        }
    }

    /// Allows for drawing what stands between this byte and the end of the place.
    pub(super) fn draw_from(&mut self, from: Option<usize>) {
        if let Self::Text(spot) = self {
            spot.drawn_from = from;
        }
    }

    /// Allows for drawing a key, if it is a name.
    pub(super) fn draw_key(&mut self, key: &str) {
        self.draw_from(self.start().filter(|_| is_name(key)));
    }

    /// Makes the place of a list or a map that of its first letter, or of its header, which are
    /// harmless whatever stands in it.
    pub(super) fn cut_to_head(&mut self) {
        let Self::Text(spot) = self else { return };
        let text = spot.source.text.get(spot.range.clone()).unwrap_or("");
        let header = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
        let name = |header: &str| header.trim_matches(['[', ']']).split('.').all(is_name);
        let is_header = spot.source.format == Format::Toml && header.is_some_and(name);
        if !is_header {
            let first = text.chars().next().map_or(0, char::len_utf8);
            spot.range.end = spot.range.start + first;
        }
        spot.drawn_from = Some(spot.range.start);
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
            Self::Key(key) => write!(f, "key {key}"),
            Self::Unknown => Ok(()),
        }
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
