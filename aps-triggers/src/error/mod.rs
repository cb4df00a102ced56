//! What is wrong with a text, where, and what to write instead.

mod cron_forms;
mod help;
mod kind;
mod render;
mod zones;

use std::fmt;
use std::ops::Range;

pub use self::kind::ParseErrorKind;
use crate::cron::KeyedFields;
use crate::field::Field;

/// One mistake in an expression: what it is and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    subject: Subject,
    kind: ParseErrorKind,
    field: Option<Field>,
    span: Range<usize>,
}

/// What was being read. It opens the headline and decides what the help says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    Crontab,
    Keyed,
    Date,
    Length,
    CalendarInterval,
    Combined,
    #[cfg(feature = "eval")]
    Jitter,
    /// One word out of a few.
    Option,
    #[cfg(feature = "zone-names")]
    TimeZone,
}

impl ParseError {
    pub(crate) const fn new(subject: Subject, kind: ParseErrorKind, span: Range<usize>) -> Self {
        Self { subject, kind, field: None, span }
    }

    pub(crate) const fn in_field(mut self, field: Field) -> Self {
        self.field = Some(field);
        self
    }

    /// The cause.
    pub const fn kind(&self) -> &ParseErrorKind {
        &self.kind
    }

    /// The field the mistake is in. In the keyed form it also says which of the
    /// texts [`span`](Self::span) belongs to.
    pub const fn field(&self) -> Option<Field> {
        self.field
    }

    /// The bytes of the source text that are wrong.
    pub const fn span(&self) -> Range<usize> {
        self.span.start..self.span.end
    }

    /// One line that says what is wrong: lower case, no full stop.
    pub fn headline(&self) -> String {
        self.to_string()
    }

    /// What to write instead.
    pub fn help(&self) -> Option<String> {
        help::help(self)
    }

    /// The rule behind it.
    pub fn note(&self) -> Option<String> {
        help::note(self)
    }

    /// The headline, the source with a caret under the mistake, help and note.
    ///
    /// `source` is the text that was parsed. Any other text is drawn as well as
    /// it can be; this never panics. Columns are counted in characters.
    ///
    /// ```
    /// let source = "0 0 1-15 mai *";
    /// let errors = aps_triggers::cron::parse_crontab(source).unwrap_err();
    /// let drawn = errors.iter().next().unwrap().render(source);
    /// assert_eq!(drawn, "\
    /// invalid cron expression: `mai` is not a month
    ///   |
    ///   | 0 0 1-15 mai *
    ///   |          ^^^ in the `month` field
    ///   |
    ///   = help: did you mean `may`?
    ///   = note: months are 1-12 or jan-dec");
    /// ```
    pub fn render(&self, source: &str) -> String {
        render::render(self, source)
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.subject, self.field) {
            (Subject::Crontab, _) => f.write_str("invalid cron expression: ")?,
            (Subject::Keyed, Some(field)) => write!(f, "invalid cron field `{field}`: ")?,
            (Subject::Keyed, None) => f.write_str("invalid cron fields: ")?,
            (Subject::Date, _) => f.write_str("invalid date: ")?,
            (Subject::Length, _) => f.write_str("invalid interval: ")?,
            (Subject::CalendarInterval, _) => f.write_str("invalid calendar interval: ")?,
            (Subject::Combined, _) => f.write_str("invalid combination: ")?,
            #[cfg(feature = "eval")]
            (Subject::Jitter, _) => f.write_str("invalid jitter: ")?,
            (Subject::Option, _) => {}
            #[cfg(feature = "zone-names")]
            (Subject::TimeZone, _) => {}
        }
        self.kind.fmt(f)
    }
}

impl std::error::Error for ParseError {}

/// Every mistake of one expression, together with the text it was read from.
///
/// There is always at least one. `Display` draws them all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseErrors {
    source: Source,
    errors: Vec<ParseError>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Source {
    Text(String),
    Fields(Vec<(Field, String)>),
}

impl ParseErrors {
    pub(crate) fn in_text(source: &str, errors: Vec<ParseError>) -> Self {
        Self { source: Source::Text(source.to_owned()), errors }
    }

    /// A mistake in what is made of numbers or of other triggers, and has no text.
    pub(crate) fn without_text(subject: Subject, kind: ParseErrorKind) -> Self {
        Self::in_text("", vec![ParseError::new(subject, kind, 0..0)])
    }

    /// Mistakes of the keyed form, where each field has a text of its own.
    pub(crate) fn in_fields(fields: &KeyedFields<'_>, errors: Vec<ParseError>) -> Self {
        let texts = fields.given().map(|(field, text)| (field, text.to_owned())).collect();
        Self { source: Source::Fields(texts), errors }
    }

    /// The mistakes, in the order of the text.
    pub fn iter(&self) -> std::slice::Iter<'_, ParseError> {
        self.errors.iter()
    }

    /// The text `error` was found in: the expression, or the text of its field.
    pub fn source_of(&self, error: &ParseError) -> &str {
        match &self.source {
            Source::Text(text) => text,
            Source::Fields(texts) => {
                texts.iter().find(|(field, _)| Some(*field) == error.field).map_or("", |(_, text)| text)
            }
        }
    }
}

impl<'a> IntoIterator for &'a ParseErrors {
    type Item = &'a ParseError;
    type IntoIter = std::slice::Iter<'a, ParseError>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for ParseErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, error) in self.errors.iter().enumerate() {
            if index > 0 {
                f.write_str("\n\n")?;
            }
            f.write_str(&error.render(self.source_of(error)))?;
        }
        Ok(())
    }
}

impl std::error::Error for ParseErrors {}
