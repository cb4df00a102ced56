//! `args = (…)`: what the function is called with when the schedule fires.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{Expr, ExprLit, ExprUnary, Lit, LitStr, Token, Type, UnOp};

use crate::attr::{Entry, spaced};
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

const NO_TUPLE: &str = "`args` takes a tuple of arguments";

impl Args {
    pub(super) fn read(entry: &Entry) -> Result<Self, Diagnostic> {
        let tokens = match &entry.value {
            Value::Assigned(tokens) => tokens,
            Value::List(_) => {
                let tuple = entry.written().replacen("args(", "args = (", 1);
                return Err(Diagnostic::new(entry.place(), NO_TUPLE).help(format!("write `{tuple}`")));
            }
            Value::Missing => return Err(entry.mismatch("a tuple of arguments such as `(\"text\", 5)`")),
        };
        let tuple = tuple(tokens)?;
        let values = Punctuated::<Expr, Token![,]>::parse_terminated.parse2(tuple.stream());
        let values = values.map_err(|error| Diagnostic::new(error.span(), format!("{NO_TUPLE}: {error}")))?;
        let values: Vec<Expr> = values.into_iter().collect();
        let place = Place::of(tokens);
        if let Some(plain) = without_names(&values) {
            let headline = "`args` takes the arguments in order, without names";
            return Err(Diagnostic::new(place, headline).help(format!("write `args = ({plain})`")));
        }
        Ok(Self { place, values })
    }

    /// The number of the values, and the kinds of those that are plain.
    pub(super) fn check(&self, registration: &Registration, sink: &mut Sink) {
        let parameters: Vec<_> = registration.data().collect();
        if parameters.len() != self.values.len() {
            sink.push(self.wrong_count(&registration.function.name(), &parameters));
            return;
        }
        for (value, parameter) in self.values.iter().zip(parameters) {
            sink.absorb(check_literal(value, parameter));
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

/// What stands in parentheses.
fn tuple(tokens: &TokenStream) -> Result<Group, Diagnostic> {
    let mut trees = tokens.clone().into_iter();
    let first = trees.next().filter(|_| trees.next().is_none());
    let help = match first {
        Some(TokenTree::Group(tuple)) if tuple.delimiter() == Delimiter::Parenthesis => return Ok(tuple),
        Some(TokenTree::Group(list)) if list.delimiter() == Delimiter::Bracket => {
            let (tuple, one) = (spaced(list.stream()), spaced(tokens));
            format!("write `args = ({tuple})`, or `args = ({one},)` for one list")
        }
        _ => format!("write `args = ({tokens},)`"),
    };
    Err(Diagnostic::new(Place::of(tokens), NO_TUPLE).help(help))
}

/// `"ann", 5` for `to = "ann", count = 5`.
fn without_names(values: &[Expr]) -> Option<String> {
    let named = |value: &Expr| matches!(value, Expr::Assign(_));
    let plain = values.iter().map(|value| match value {
        Expr::Assign(assignment) => spaced(&assignment.right),
        other => spaced(other),
    });
    values.iter().any(named).then(|| plain.collect::<Vec<_>>().join(", "))
}

/// A `macro_rules!` fragment such as `$text:literal` arrives in an invisible group.
fn visible(value: &Expr) -> &Expr {
    match value {
        Expr::Group(group) => visible(&group.expr),
        value => value,
    }
}

fn text(value: &Expr) -> Option<&LitStr> {
    match visible(value) {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text),
        _ => None,
    }
}

/// A literal that is plainly of another type. The compiler sees to all others.
fn check_literal(value: &Expr, parameter: &DataParameter) -> Result<(), Diagnostic> {
    let Type::Path(path) = &parameter.ty else { return Ok(()) };
    let ty = path.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
    let (Some((literal, negative)), Some(wanted)) = (literal(value), Wanted::of(&ty)) else { return Ok(()) };
    if wanted.takes(literal, negative) {
        return Ok(());
    }
    let found = match literal {
        Lit::Str(_) => "a string",
        Lit::Int(_) if negative => "a negative number",
        Lit::Int(_) => "a whole number",
        Lit::Float(_) => "a fraction",
        Lit::Bool(_) => "a `bool`",
        Lit::Char(_) => "a `char`",
        _ => return Ok(()),
    };
    let headline = format!("the argument `{}` is of type `{ty}`, this is {found}", parameter.name);
    let diagnostic = Diagnostic::new(Place::of(value), headline);
    Err(match wanted.instead(literal, &value.to_token_stream().to_string()) {
        Some(instead) => diagnostic.help(format!("write `{instead}`")),
        None => diagnostic,
    })
}

/// A literal, and whether it has a minus before it.
fn literal(value: &Expr) -> Option<(&Lit, bool)> {
    match visible(value) {
        Expr::Lit(ExprLit { lit, .. }) => Some((lit, false)),
        Expr::Unary(ExprUnary { op: UnOp::Neg(_), expr, .. }) => match visible(expr) {
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

    fn takes(self, literal: &Lit, negative: bool) -> bool {
        match (self, literal) {
            (Self::Text, Lit::Str(_))
            | (Self::Bool, Lit::Bool(_))
            | (Self::Char, Lit::Char(_))
            | (Self::Float, Lit::Float(_))
            | (Self::Signed, Lit::Int(_)) => true,
            (Self::Unsigned, Lit::Int(_)) => !negative,
            // Whoever writes a suffix knows about types.
            (Self::Float, Lit::Int(number)) => !number.suffix().is_empty(),
            _ => false,
        }
    }

    /// What was perhaps meant.
    fn instead(self, literal: &Lit, written: &str) -> Option<String> {
        match (self, literal) {
            (Self::Float, Lit::Int(_)) => Some(format!("{written}.0")),
            (Self::Text, Lit::Char(letter)) => Some(format!("{:?}", letter.value().to_string())),
            (Self::Text, _) => Some(format!("\"{written}\"")),
            (_, Lit::Str(text)) => self.unquoted(&text.value()),
            _ => None,
        }
    }

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
}
