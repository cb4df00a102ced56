//! What is wrong with a value that was to be a trigger, and where.

use std::fmt;

use crate::error::{ParseError, ParseErrors};
use crate::suggest;

/// Every mistake of a value, each with its path, such as `and[1].cron.month`.
#[derive(Debug)]
pub(super) struct Refusal(Vec<Mistake>);

#[derive(Debug)]
struct Mistake {
    /// Keys and places in lists, the innermost first.
    path: Vec<Step>,
    text: String,
}

#[derive(Debug)]
enum Step {
    Key(&'static str),
    Place(usize),
}

impl Refusal {
    /// One mistake, with what to write instead and the rule behind it.
    pub(super) fn new(headline: impl Into<String>, help: Option<String>, note: Option<String>) -> Self {
        let mut text = headline.into();
        for (kind, line) in [("help", help), ("note", note)] {
            if let Some(line) = line {
                text = format!("{text}\n  = {kind}: {line}");
            }
        }
        Self(vec![Mistake { path: Vec::new(), text }])
    }

    /// A key that is none of `known`, and what helps if none of them is near.
    pub(super) fn unknown_key(key: &str, of: &str, known: &[&str], help: Option<String>) -> Self {
        let shown: String = key.chars().take(LONGEST_KEY).collect();
        let near = suggest::nearest(key, known.iter().copied());
        let help = near.map(|near| format!("did you mean `{near}`?")).or(help);
        let known: Vec<String> = known.iter().map(|key| format!("`{key}`")).collect();
        let note = format!("{of} takes {}", in_words(&known, "and"));
        Self::new(format!("unknown key `{shown}`"), help, Some(note))
    }

    /// The drawn mistakes of keyed fields, each under the name of its field.
    pub(super) fn in_fields(errors: &ParseErrors) -> Self {
        Self::drawn(errors, |error| error.field().map(|field| Step::Key(field.name())))
    }

    fn drawn(errors: &ParseErrors, step: fn(&ParseError) -> Option<Step>) -> Self {
        let mistake = |error: &ParseError| Mistake {
            path: step(error).into_iter().collect(),
            text: error.render(errors.source_of(error)),
        };
        Self(errors.iter().map(mistake).collect())
    }

    pub(super) fn under(self, key: &'static str) -> Self {
        self.within(|| Step::Key(key))
    }

    pub(super) fn at(self, place: usize) -> Self {
        self.within(|| Step::Place(place))
    }

    fn within(mut self, step: impl Fn() -> Step) -> Self {
        for mistake in &mut self.0 {
            mistake.path.push(step());
        }
        self
    }

    pub(super) fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }
}

/// The drawn mistakes, caret and all.
impl From<ParseErrors> for Refusal {
    fn from(errors: ParseErrors) -> Self {
        Self::drawn(&errors, |_| None)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, mistake) in self.0.iter().take(MOST_SHOWN).enumerate() {
            if index > 0 {
                f.write_str("\n\n")?;
            }
            mistake.fmt(f)?;
        }
        match self.0.len().saturating_sub(MOST_SHOWN) {
            0 => Ok(()),
            more => write!(f, "\n\nand {more} more"),
        }
    }
}

/// Whoever sends a thousand mistakes is not helped by a thousand drawings.
const MOST_SHOWN: usize = 10;
const LONGEST_KEY: usize = 64;

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            f.write_str("in `")?;
            for (index, step) in self.path.iter().rev().enumerate() {
                match step {
                    Step::Key(key) => write!(f, "{}{key}", if index > 0 { "." } else { "" })?,
                    Step::Place(place) => write!(f, "[{place}]")?,
                }
            }
            f.write_str("`: ")?;
        }
        f.write_str(&self.text)
    }
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn in_words(words: &[String], last: &str) -> String {
    match words {
        [] => String::new(),
        [word] => word.clone(),
        [others @ .., word] => format!("{} {last} {word}", others.join(", ")),
    }
}
