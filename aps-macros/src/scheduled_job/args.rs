//! `args = (…)`: what the function is called with when the schedule fires.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{Expr, ExprLit, ExprUnary, Lit, LitStr, Token, Type, UnOp};

use crate::attr::Entry;
use crate::diag::{Diagnostic, Place, Sink};
use crate::parameter::{DataParameter, written};
use crate::paths::{Paths, generated_at};
use crate::registration::Registration;
use crate::value::Value;

/// The values, in order.
pub(super) struct Args {
    place: Place,
    values: Vec<Expr>,
}

impl Args {
    pub(super) fn read(entry: &Entry) -> Result<Self, Diagnostic> {
        let Value::Assigned(tokens) = &entry.value else {
            return Err(entry.mismatch("a tuple of arguments such as `(\"text\", 5)`"));
        };
        let mut trees = tokens.clone().into_iter();
        let tuple = match (trees.next(), trees.next()) {
            (Some(TokenTree::Group(tuple)), None) if tuple.delimiter() == Delimiter::Parenthesis => tuple,
            _ => {
                return Err(Diagnostic::new(Place::of(tokens), "`args` takes a tuple of arguments")
                    .help(format!("write `args = ({tokens},)`")));
            }
        };
        let values = Punctuated::<Expr, Token![,]>::parse_terminated.parse2(tuple.stream());
        let values = values.map_err(|error| {
            Diagnostic::new(error.span(), format!("`args` takes a tuple of arguments: {error}"))
        })?;
        Ok(Self { place: Place::of(tokens), values: values.into_iter().collect() })
    }

    /// The number of the values, and the kinds of those that are plain.
    pub(super) fn check(&self, registration: &Registration, sink: &mut Sink) {
        let parameters: Vec<_> = registration.data().collect();
        if parameters.len() != self.values.len() {
            sink.push(self.wrong_count(&registration.function.name(), &parameters));
            return;
        }
        for (value, parameter) in self.values.iter().zip(parameters) {
            sink.absorb(check_literal(value, parameter).map_or(Ok(()), Err));
        }
    }

    fn wrong_count(&self, function: &str, parameters: &[&DataParameter]) -> Diagnostic {
        let arguments = match parameters.len() {
            0 => "no arguments".into(),
            1 => "1 argument".into(),
            count => format!("{count} arguments"),
        };
        let headline = format!("`{function}` takes {arguments}, `args` has {}", self.values.len());
        let diagnostic = Diagnostic::new(self.place, headline);
        if parameters.is_empty() {
            return diagnostic.help("leave `args` out");
        }
        diagnostic.help(format!("the arguments are {}", listed(parameters)))
    }

    /// The values, as the call takes them.
    pub(super) fn bake(&self, paths: &Paths) -> TokenStream {
        let values = self.values.iter().map(|value| match text(value) {
            // So that a `String` is given as plain text.
            Some(text) => {
                let located = paths.private_at(text.span());
                quote_spanned!(generated_at(text.span())=> #located::core::convert::Into::into(#text))
            }
            None => value.to_token_stream(),
        });
        quote!(#(#values),*)
    }
}

/// `to: String` and `count: u32`, as they are written in the function.
pub(super) fn listed(parameters: &[&DataParameter]) -> String {
    let one = |parameter: &&DataParameter| format!("`{}: {}`", parameter.name, written(&parameter.ty));
    parameters.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn text(value: &Expr) -> Option<&LitStr> {
    match value {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text),
        _ => None,
    }
}

/// A literal that is plainly of another type. The compiler sees to all others.
fn check_literal(value: &Expr, parameter: &DataParameter) -> Option<Diagnostic> {
    let (literal, negative) = literal(value)?;
    let Type::Path(path) = &parameter.ty else { return None };
    let ty = path.path.segments.last()?.ident.to_string();
    let wanted = Wanted::of(&ty)?;
    let (found, instead) = match (literal, wanted) {
        (Lit::Str(_), Wanted::Text)
        | (Lit::Bool(_), Wanted::Bool)
        | (Lit::Char(_), Wanted::Char)
        | (Lit::Float(_), Wanted::Float) => return None,
        (Lit::Int(_), Wanted::Unsigned) if negative => ("negative", None),
        (Lit::Int(_), Wanted::Signed | Wanted::Unsigned) => return None,
        (Lit::Int(number), Wanted::Float) => {
            if !number.suffix().is_empty() {
                return None;
            }
            ("a whole number", Some(format!("{}.0", value.to_token_stream())))
        }
        (Lit::Str(text), wanted) => ("a string", wanted.unquoted(&text.value())),
        (Lit::Int(_), wanted) => ("a whole number", wanted.quoted(value)),
        (Lit::Float(_), wanted) => ("a fraction", wanted.quoted(value)),
        (Lit::Bool(_), wanted) => ("a `bool`", wanted.quoted(value)),
        (Lit::Char(letter), wanted) => {
            ("a `char`", (wanted == Wanted::Text).then(|| format!("{:?}", letter.value().to_string())))
        }
        _ => return None,
    };
    let headline = format!("the argument `{}` is of type `{ty}`, this is {found}", parameter.name);
    let diagnostic = Diagnostic::new(Place::of(value), headline);
    Some(match instead {
        Some(instead) => diagnostic.help(format!("write `{instead}`")),
        None => diagnostic,
    })
}

/// A literal, and whether it has a minus before it.
fn literal(value: &Expr) -> Option<(&Lit, bool)> {
    match value {
        Expr::Lit(ExprLit { lit, .. }) => Some((lit, false)),
        Expr::Unary(ExprUnary { op: UnOp::Neg(_), expr, .. }) => match &**expr {
            Expr::Lit(ExprLit { lit, .. }) => Some((lit, true)),
            _ => None,
        },
        _ => None,
    }
}

/// What a parameter's type wants, if that is plain.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Text,
    Signed,
    Unsigned,
    Float,
    Bool,
    Char,
}

impl Wanted {
    fn of(ty: &str) -> Option<Self> {
        Some(match ty {
            "String" => Self::Text,
            "i8" | "i16" | "i32" | "i64" | "i128" | "isize" => Self::Signed,
            "u8" | "u16" | "u32" | "u64" | "u128" | "usize" => Self::Unsigned,
            "f32" | "f64" => Self::Float,
            "bool" => Self::Bool,
            "char" => Self::Char,
            _ => return None,
        })
    }

    /// What was perhaps meant by a text.
    fn unquoted(self, text: &str) -> Option<String> {
        let fits = match self {
            Self::Text => false,
            Self::Signed => text.parse::<i128>().is_ok(),
            Self::Unsigned => text.parse::<u128>().is_ok(),
            Self::Float => text.contains('.') && text.parse::<f64>().is_ok(),
            Self::Bool => text.parse::<bool>().is_ok(),
            Self::Char => return text.parse::<char>().ok().map(|letter| format!("{letter:?}")),
        };
        fits.then(|| text.to_owned())
    }

    /// What was perhaps meant where a text is wanted.
    fn quoted(self, value: &Expr) -> Option<String> {
        (self == Self::Text).then(|| format!("\"{}\"", value.to_token_stream()))
    }
}
