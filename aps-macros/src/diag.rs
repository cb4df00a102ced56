//! Errors, in one form, collected so that all of them are seen in one compile.
//!
//! A message is a headline (lower case, no full stop, offending text in
//! backticks), perhaps a drawing, then what to write instead (`= help:`) and
//! the rule behind it (`= note:`).

use std::fmt::Write as _;
use std::ops::Range;

use aps_triggers::ParseError;
use proc_macro2::{Delimiter, Group, Ident, Literal, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};

use crate::value::Text;
use crate::warning::Warning;

/// Collects the errors of one attribute.
///
/// Forgetting to look at them would turn a mistake into silence, so dropping a
/// sink that still holds its errors panics in debug builds.
#[derive(Debug, Default)]
pub(crate) struct Sink {
    diagnostics: Vec<Diagnostic>,
    warnings: Vec<Warning>,
}

impl Sink {
    /// Notes what is suspicious, if anything is.
    pub(crate) fn warn(&mut self, warning: Option<Warning>) {
        self.warnings.extend(warning);
    }

    /// The warnings, as items; nobody needs them beside errors.
    pub(crate) fn take_warnings(&mut self) -> TokenStream {
        let warnings = std::mem::take(&mut self.warnings);
        warnings.iter().filter(|_| self.is_empty()).map(Warning::tokens).collect()
    }

    pub(crate) fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// The value, or `None` after noting the error.
    pub(crate) fn absorb<T>(&mut self, result: Result<T, Diagnostic>) -> Option<T> {
        result.map_err(|diagnostic| self.push(diagnostic)).ok()
    }

    /// How many errors there are, to tell whether more came up.
    pub(crate) const fn len(&self) -> usize {
        self.diagnostics.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.diagnostics.is_empty()
    }

    /// Drops the errors, because they are reported elsewhere.
    pub(crate) fn ignore(mut self) {
        self.diagnostics.clear();
    }

    /// One `compile_error!` per error, in the order of the source; nothing if there was none.
    pub(crate) fn into_tokens(mut self) -> TokenStream {
        let mut diagnostics = std::mem::take(&mut self.diagnostics);
        diagnostics.sort_by_key(|diagnostic| diagnostic.place.line_and_column());
        diagnostics.iter().map(Diagnostic::compile_error).collect()
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        debug_assert!(
            self.is_empty() || std::thread::panicking(),
            "errors were collected but never reported: {:?}",
            self.diagnostics
        );
    }
}

/// One error at one place.
#[derive(Debug)]
pub(crate) struct Diagnostic {
    place: Place,
    message: String,
}

impl Diagnostic {
    pub(crate) fn new(place: impl Into<Place>, headline: impl Into<String>) -> Self {
        Self { place: place.into(), message: headline.into() }
    }

    /// An error that the parser of schedules found in `text`.
    ///
    /// The drawing is left out where it would only repeat what is underlined.
    pub(crate) fn in_text(error: &ParseError, text: &Text) -> Self {
        let place = text.within(error.span());
        if error.span() != (0..text.value.len()) {
            return Self::new(place, error.render(&text.value));
        }
        Self::of_parse_error(place, error)
    }

    /// An error that the parser of schedules found, without the drawing.
    pub(crate) fn of_parse_error(place: impl Into<Place>, error: &ParseError) -> Self {
        Self::new(place, error.headline()).maybe("help", error.help()).maybe("note", error.note())
    }

    /// Says which option it is, where the parser takes every length for an interval's.
    pub(crate) fn about(mut self, key: &Ident) -> Self {
        self.message = self.message.replacen("invalid interval", &format!("invalid `{key}`"), 1);
        self
    }

    fn maybe(self, label: &str, text: Option<String>) -> Self {
        match text {
            Some(text) => self.line(label, text),
            None => self,
        }
    }

    /// What to write instead.
    pub(crate) fn help(self, text: impl std::fmt::Display) -> Self {
        self.line("help", text)
    }

    /// The rule behind the error.
    pub(crate) fn note(self, text: impl std::fmt::Display) -> Self {
        self.line("note", text)
    }

    fn line(mut self, label: &str, text: impl std::fmt::Display) -> Self {
        // Writing to a string cannot fail.
        let _ = write!(self.message, "\n  = {label}: {text}");
        self
    }

    /// `::core` and not the runtime's re-export: an error must be readable even
    /// when `crate = …` is what is wrong.
    fn compile_error(&self) -> TokenStream {
        let Place { start, end } = self.place;
        let mut text = Literal::string(&self.message);
        text.set_span(end);
        let mut braces = Group::new(Delimiter::Brace, TokenTree::from(text).into());
        braces.set_span(end);
        quote_spanned!(start=> ::core::compile_error! #braces)
    }
}

/// What an error underlines: from the first token to the last.
///
/// Joining two spans is unstable. Giving the macro call the first span and its
/// braces the second makes the compiler underline what lies between.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    start: Span,
    end: Span,
}

impl Place {
    /// The attribute that stands on `item`.
    ///
    /// With the origin of the item's own tokens the compiler takes it for the
    /// user's code, which it is, and does not speak of a macro.
    pub(crate) fn attribute(item: &TokenStream) -> Self {
        let origin = item.clone().into_iter().next().map_or_else(Span::call_site, |token| token.span());
        origin.located_at(Span::call_site()).into()
    }

    /// All of `tokens`; the attribute itself if there are none.
    pub(crate) fn of(tokens: impl ToTokens) -> Self {
        let mut spans = tokens.into_token_stream().into_iter().map(|token| token.span());
        let start = spans.next().unwrap_or_else(Span::call_site);
        Self { start, end: spans.last().unwrap_or(start) }
    }

    /// The bytes `range` of the value of a string literal.
    ///
    /// Only the compiler's nightly channel can point inside a literal; elsewhere
    /// the whole literal is underlined and the drawing shows the rest. An escape
    /// shifts what follows it, so then the whole literal is meant as well.
    pub(crate) fn within(literal: &Literal, value: &str, range: Range<usize>) -> Self {
        let written = literal.to_string();
        let span = written
            .find('"')
            .map(|quote| quote + 1)
            .filter(|&start| written[start..].starts_with(value))
            .and_then(|start| literal.subspan(start + range.start..start + range.end))
            .unwrap_or_else(|| literal.span());
        span.into()
    }

    pub(crate) fn start(self) -> Span {
        self.start
    }

    /// Where it starts; in tests, outside of the compiler, everything starts at the same place.
    fn line_and_column(self) -> (usize, usize) {
        if !proc_macro::is_available() {
            return (0, 0);
        }
        let start = self.start.unwrap();
        (start.line(), start.column())
    }

    /// From the start of this place to the end of a later one.
    pub(crate) fn to(self, later: Place) -> Self {
        Self { start: self.start, end: later.end }
    }
}

impl From<Span> for Place {
    fn from(span: Span) -> Self {
        Self { start: span, end: span }
    }
}
