//! Reads `key = value` and `key(…)`, separated by commas.
//!
//! The list is cut at its commas before anything is understood, so a mistake in
//! one option never hides the next one, and half-typed input still yields the
//! options that are complete.

use std::iter::Peekable;

use aps_triggers::suggest::nearest;
use proc_macro2::token_stream::IntoIter;
use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;

use crate::diag::{Diagnostic, Place, Sink};
use crate::keyless::{FORM, expected_key, positional_trigger};
use crate::value::Value;

/// One option as it was written.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) key: Ident,
    pub(crate) value: Value,
}

impl Entry {
    /// From the key to the end of the value.
    pub(crate) fn place(&self) -> Place {
        let key = Place::from(self.key.span());
        match &self.value {
            Value::Missing => key,
            Value::Assigned(tokens) => key.to(Place::of(tokens)),
            Value::List(list) => key.to(list.span_close().into()),
        }
    }

    /// Where the value stands; the key if there is none.
    pub(crate) fn value_place(&self) -> Place {
        match &self.value {
            Value::Assigned(tokens) => Place::of(tokens),
            Value::Missing | Value::List(_) => self.place(),
        }
    }

    /// The option as text.
    pub(crate) fn written(&self) -> String {
        let key = &self.key;
        match &self.value {
            Value::Missing => key.to_string(),
            Value::Assigned(tokens) => format!("{key} = {}", spaced(tokens)),
            Value::List(list) => format!("{key}{}", spaced(list)),
        }
    }

    /// What to say about a key that is not one of `known`. `meant` is the right
    /// one where spelling alone does not lead to it.
    pub(crate) fn unknown(&self, headline: &str, known: &[&str], meant: Option<&str>) -> Diagnostic {
        let diagnostic = Diagnostic::new(self.key.span(), headline);
        let listed: Vec<_> = known.iter().map(|name| format!("`{name}`")).collect();
        match meant.or_else(|| like(&self.key.to_string(), known)) {
            Some(meant) => diagnostic.help(format!("did you mean `{meant}`?")),
            None => diagnostic.note(format!("options are {}", listed.join(", "))),
        }
    }
}

/// The known name that was misspelt, or of which only a part was written.
pub(crate) fn like<'a>(wrong: &str, known: &[&'a str]) -> Option<&'a str> {
    let is_part = |name: &&&str| {
        wrong.len() > 3
            && (name.starts_with(wrong)
                || name.ends_with(wrong)
                || wrong.starts_with(**name) && name.len() > 3)
    };
    nearest(wrong, known.iter().copied()).or_else(|| known.iter().find(is_part).copied())
}

/// Tokens as one would write them. Printed as they are, they may have a blank
/// before each comma.
pub(crate) fn spaced(tokens: impl ToTokens) -> String {
    let mut text = String::new();
    for token in tokens.into_token_stream() {
        let is_comma = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == ',');
        let after_minus = text.ends_with('-');
        if !text.is_empty() && !is_comma && !after_minus {
            text.push(' ');
        }
        match token {
            TokenTree::Group(list) if list.delimiter() == Delimiter::Parenthesis => {
                text.truncate(text.trim_end().len());
                text.extend(["(", &spaced(list.stream()), ")"]);
            }
            other => text.push_str(&other.to_string()),
        }
    }
    text
}

/// All options that could be read; what could not be read is in `sink`.
pub(crate) fn read(tokens: TokenStream, sink: &mut Sink) -> Vec<Entry> {
    let entries = read_all(tokens, sink);
    without_duplicates(entries, sink)
}

/// The keys of a list that can be read; none of any other.
pub(crate) fn keys(tokens: &TokenStream) -> Vec<Ident> {
    let mut sink = Sink::default();
    let entries = read_all(tokens.clone(), &mut sink);
    let sound = sink.is_empty();
    sink.ignore();
    entries.into_iter().filter(|_| sound).map(|entry| entry.key).collect()
}

/// As [`read`], with the options that are given twice.
pub(crate) fn read_all(tokens: TokenStream, sink: &mut Sink) -> Vec<Entry> {
    let parts = split_at_commas(tokens, sink);
    parts.into_iter().flat_map(|part| read_part(part, sink)).collect()
}

/// Keeps the first of two options with the same key.
pub(crate) fn without_duplicates(entries: Vec<Entry>, sink: &mut Sink) -> Vec<Entry> {
    let mut unique: Vec<Entry> = Vec::new();
    for entry in entries {
        match unique.iter().find(|earlier| earlier.key == entry.key) {
            Some(earlier) => sink.push(given_twice(earlier, &entry)),
            None => unique.push(entry),
        }
    }
    unique
}

fn given_twice(earlier: &Entry, entry: &Entry) -> Diagnostic {
    Diagnostic::new(entry.place(), format!("option `{}` is given twice", entry.key))
        .note(format!("first as `{}`", earlier.written()))
}

fn split_at_commas(tokens: TokenStream, sink: &mut Sink) -> Vec<TokenStream> {
    let mut parts = Vec::new();
    let mut part = TokenStream::new();
    for token in tokens {
        match &token {
            TokenTree::Punct(punct) if punct.as_char() == ',' => {
                if part.is_empty() {
                    sink.push(Diagnostic::new(punct.span(), "expected an option before this `,`"));
                }
                parts.push(std::mem::take(&mut part));
            }
            TokenTree::Punct(punct) if punct.as_char() == ';' => {
                sink.push(Diagnostic::new(punct.span(), "expected `,` between two options, found `;`"));
                parts.push(std::mem::take(&mut part));
            }
            _ => part.extend([token]),
        }
    }
    parts.push(part);
    parts.retain(|part| !part.is_empty());
    parts
}

/// Usually one option; more if the comma between two was forgotten.
fn read_part(part: TokenStream, sink: &mut Sink) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut tokens = part.into_iter().peekable();
    while let Some(first) = tokens.next() {
        let key = match first {
            TokenTree::Ident(key) => key.unraw(),
            TokenTree::Literal(text) if entries.is_empty() && tokens.peek().is_none() => {
                match positional_trigger(&text) {
                    Some(entry) => entries.push(entry),
                    None => sink.push(expected_key(&text.into(), false)),
                }
                break;
            }
            other => {
                sink.push(expected_key(&other, tokens.peek().is_some()));
                break;
            }
        };
        if let Some(earlier) = entries.last().map(|entry: &Entry| &entry.key) {
            let headline = format!("expected `,` between the options `{earlier}` and `{key}`");
            sink.push(Diagnostic::new(key.span(), headline));
        }
        match read_value(&key, &mut tokens, sink) {
            Ok(value) => entries.push(Entry { key, value }),
            Err(diagnostic) => {
                sink.push(diagnostic);
                break;
            }
        }
    }
    entries
}

fn read_value(key: &Ident, tokens: &mut Peekable<IntoIter>, sink: &mut Sink) -> Result<Value, Diagnostic> {
    match tokens.next() {
        None => Ok(Value::Missing),
        Some(TokenTree::Group(list)) if list.delimiter() == Delimiter::Parenthesis => Ok(Value::List(list)),
        Some(TokenTree::Punct(sign)) if matches!(sign.as_char(), '=' | ':') => {
            let wrong = instead_of_equals(&sign, tokens);
            let value = assigned(tokens);
            if let (Some(wrong), Value::Assigned(tokens)) = (wrong, &value) {
                let headline = format!("expected `=` after `{key}`, found `{wrong}`");
                let help = format!("write `{key} = {}`", spaced(tokens));
                sink.push(Diagnostic::new(sign.span(), headline).help(help));
            }
            Ok(value)
        }
        Some(other) => {
            Err(Diagnostic::new(other.span(), format!("expected `=` or `(` after `{key}`")).help(FORM))
        }
    }
}

/// `:`, `==`, `=>` and their like, where one `=` belongs; the rest of it is skipped.
fn instead_of_equals(first: &Punct, tokens: &mut Peekable<IntoIter>) -> Option<String> {
    let mut sign = first.to_string();
    if first.spacing() == Spacing::Joint {
        while let Some(TokenTree::Punct(more)) =
            tokens.next_if(|next| matches!(next, TokenTree::Punct(more) if "=>:".contains(more.as_char())))
        {
            sign.push(more.as_char());
        }
    }
    (sign != "=").then_some(sign)
}

/// Everything up to the end, or up to what can only be the next option.
fn assigned(tokens: &mut Peekable<IntoIter>) -> Value {
    let Some(first) = tokens.next() else { return Value::Missing };
    let complete = matches!(first, TokenTree::Literal(_)) || is_word(&first, &["true", "false", "none"]);
    let mut value = first.into_token_stream();
    while let Some(next) = tokens.next_if(|next| !(complete && matches!(next, TokenTree::Ident(_)))) {
        value.extend([next]);
    }
    Value::Assigned(visible(value))
}

fn is_word(token: &TokenTree, words: &[&str]) -> bool {
    matches!(token, TokenTree::Ident(word) if words.iter().any(|known| word == known))
}

/// A `macro_rules!` fragment such as `$text:literal` arrives in an invisible group.
pub(crate) fn visible(tokens: TokenStream) -> TokenStream {
    let mut trees = tokens.clone().into_iter();
    match (trees.next(), trees.next()) {
        (Some(TokenTree::Group(group)), None) if is_invisible(&group) => visible(group.stream()),
        _ => tokens,
    }
}

fn is_invisible(group: &Group) -> bool {
    group.delimiter() == Delimiter::None
}
