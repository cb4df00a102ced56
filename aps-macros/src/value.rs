//! The values of options: which literals they are and which were expected.

use std::ops::Range;

use proc_macro2::{Group, Ident, Literal, TokenStream, TokenTree};
use syn::parse::Parser;
use syn::{Lit, Path};

use crate::attr::Entry;
use crate::diag::{Diagnostic, Place};
use crate::meant;

/// What stands behind an option's key.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    /// Nothing: `key` or `key =`.
    Missing,
    /// `key = value`.
    Assigned(TokenStream),
    /// `key(…)`.
    List(Group),
}

/// A string literal.
#[derive(Debug, Clone)]
pub(crate) struct Text {
    pub(crate) value: String,
    pub(crate) literal: Literal,
}

impl Text {
    pub(crate) fn place(&self) -> Place {
        self.literal.span().into()
    }

    /// The bytes `range` of the value.
    pub(crate) fn within(&self, range: Range<usize>) -> Place {
        Place::within(&self.literal, &self.value, range)
    }
}

/// A number, with its sign, as plain digits.
#[derive(Debug, Clone)]
pub(crate) struct Number {
    pub(crate) digits: String,
    pub(crate) place: Place,
}

/// A value that is one literal or one word.
#[derive(Debug, Clone)]
pub(crate) enum Scalar {
    Text(Text),
    Integer(Number),
    Float(Number),
    Word(Ident),
}

const POSITIVE: &str = "a whole number from 1";

impl Entry {
    /// The value, if it is one literal or one word.
    pub(crate) fn scalar(&self) -> Option<Scalar> {
        let Value::Assigned(tokens) = &self.value else { return None };
        let mut trees = tokens.clone().into_iter();
        match (trees.next()?, trees.next(), trees.next()) {
            (TokenTree::Ident(word), None, None) => Some(Scalar::Word(word)),
            (TokenTree::Literal(literal), None, None) => literal_scalar(literal, "", Place::of(tokens)),
            (TokenTree::Punct(minus), Some(TokenTree::Literal(literal)), None) if minus.as_char() == '-' => {
                literal_scalar(literal, "-", Place::of(tokens))
            }
            _ => None,
        }
    }

    /// The value as a string that is not empty.
    pub(crate) fn text(&self, expected: &str) -> Result<Text, Diagnostic> {
        match self.scalar() {
            Some(Scalar::Text(text)) if text.value.is_empty() => {
                Err(Diagnostic::new(text.place(), format!("`{}` is empty", self.key))
                    .help(format!("`{}` takes {expected}", self.key)))
            }
            Some(Scalar::Text(text)) => Ok(text),
            _ => Err(self.mismatch(expected)),
        }
    }

    /// The value as `true` or `false`.
    pub(crate) fn boolean(&self) -> Result<bool, Diagnostic> {
        match self.scalar() {
            Some(Scalar::Word(word)) if word == "true" => Ok(true),
            Some(Scalar::Word(word)) if word == "false" => Ok(false),
            _ => Err(self.mismatch("`true` or `false`")),
        }
    }

    /// The value as a whole number from 1 to the largest `N`.
    pub(crate) fn positive<N: std::str::FromStr>(&self) -> Result<N, Diagnostic> {
        let expected = POSITIVE;
        let Some(Scalar::Integer(number)) = self.scalar() else { return Err(self.mismatch(expected)) };
        let Number { digits, place } = number;
        digits.parse().map_err(|_| {
            Diagnostic::new(place, format!("`{}` is out of range: `{digits}`", self.key))
                .help(format!("`{}` takes {expected}", self.key))
        })
    }

    /// The value as the path of a crate.
    pub(crate) fn path(&self) -> Result<Path, Diagnostic> {
        let expected = "a path such as `::aps_runtime`";
        let Value::Assigned(tokens) = &self.value else { return Err(self.mismatch(expected)) };
        Path::parse_mod_style.parse2(tokens.clone()).map_err(|_| {
            let wrong = Diagnostic::new(Place::of(tokens), format!("`{}` takes {expected}", self.key));
            match meant::literal(tokens, expected) {
                Some(path) => wrong.help(format!("write `{} = {path}`", self.key)),
                None => wrong.note(format!("found `{tokens}`")),
            }
        })
    }

    /// What to say when the value is not what the option takes.
    pub(crate) fn mismatch(&self, expected: &str) -> Diagnostic {
        let key = &self.key;
        let takes = format!("`{key}` takes {expected}");
        if let Value::Assigned(tokens) = &self.value
            && let Some(instead) = meant::literal(tokens, expected)
        {
            return Diagnostic::new(Place::of(tokens), takes).help(format!("write `{key} = {instead}`"));
        }
        match &self.value {
            Value::Missing => Diagnostic::new(key.span(), format!("`{key}` has no value")).help(takes),
            Value::List(list) => {
                Diagnostic::new(list.span(), takes).help(format!("write `{key} = …` instead of `{key}(…)`"))
            }
            Value::Assigned(tokens) if is_computed(tokens) => Diagnostic::new(
                Place::of(tokens),
                format!("{takes}, as a literal"),
            )
            .help("write the value itself; what is only known at run time is given to `Scheduler::add_job`")
            .note("macros and constants are not expanded here: the value is checked while compiling"),
            Value::Assigned(tokens) => {
                Diagnostic::new(Place::of(tokens), takes).note(format!("found `{tokens}`"))
            }
        }
    }
}

fn literal_scalar(literal: Literal, sign: &str, place: Place) -> Option<Scalar> {
    match Lit::new(literal.clone()) {
        Lit::Str(text) if sign.is_empty() && text.suffix().is_empty() => {
            Some(Scalar::Text(Text { value: text.value(), literal }))
        }
        // `2m` is no number of minutes here, nor is it 2.
        Lit::Int(int) if int.suffix().is_empty() || int.suffix().starts_with(['i', 'u']) => {
            Some(Scalar::Integer(Number { digits: format!("{sign}{}", int.base10_digits()), place }))
        }
        Lit::Float(float) if float.suffix().is_empty() || float.suffix().starts_with('f') => {
            Some(Scalar::Float(Number { digits: format!("{sign}{}", float.base10_digits()), place }))
        }
        _ => None,
    }
}

/// A constant, a macro call, an expression: something only the compiler could evaluate.
fn is_computed(tokens: &TokenStream) -> bool {
    let mut trees = tokens.clone().into_iter();
    match trees.next() {
        Some(TokenTree::Ident(word)) => !["true", "false", "none", "None"].iter().any(|known| word == known),
        Some(TokenTree::Punct(punct)) => matches!(punct.as_char(), ':' | '<' | '&' | '*'),
        Some(_) => trees.next().is_some(),
        None => false,
    }
}
