//! The parameters of a job function: who fills them in, and can they be stored?

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, format_ident};
use syn::{Attribute, Pat, PatType, Type};

use crate::diag::{Diagnostic, Place, Sink};
use crate::paths::generated_at;

/// One parameter of a job function.
pub(crate) enum Parameter {
    /// Filled in by the scheduler: the run's context.
    Context,
    /// Filled in by the scheduler: state of this type, a `State<…>`.
    State(Box<Type>),
    /// Stored with the job and handed over when it fires.
    Data(Box<DataParameter>),
}

pub(crate) struct DataParameter {
    /// The name in `job(..)`: the user's own, or `arg1` where there is a pattern.
    pub(crate) name: Ident,
    pub(crate) ty: Type,
    /// Whether the type can be stored and rebuilt; if not, that was reported.
    pub(crate) storable: bool,
}

/// The data parameters, in order.
pub(crate) fn data(parameters: &[Parameter]) -> impl Iterator<Item = &DataParameter> {
    parameters.iter().filter_map(|parameter| match parameter {
        Parameter::Data(data) => Some(&**data),
        Parameter::Context | Parameter::State(_) => None,
    })
}

/// Sorts the parameters; what cannot be one goes into `sink`.
///
/// Plain names stay; a pattern gets the first of `arg1`, `arg2`… that is free.
pub(crate) fn read(inputs: &[&PatType], sink: &mut Sink) -> Vec<Parameter> {
    let taken: Vec<&Ident> = inputs.iter().filter_map(|input| plain_name(input)).collect();
    let mut free = (1..).map(|number| format_ident!("arg{number}")).filter(|name| !taken.contains(&name));
    let mut parameters = Vec::new();
    for input in inputs {
        check_attributes(&input.attrs, sink);
        if is_context(&input.ty) {
            parameters.push(Parameter::Context);
        } else if is_state(&input.ty) {
            parameters.push(Parameter::State(input.ty.clone()));
        } else if let Some(name) = plain_name(input).cloned().or_else(|| free.next()) {
            parameters.push(Parameter::Data(Box::new(data_parameter(input, name, sink))));
        }
    }
    parameters
}

fn plain_name(input: &PatType) -> Option<&Ident> {
    match &*input.pat {
        Pat::Ident(pattern) if pattern.subpat.is_none() => Some(&pattern.ident),
        _ => None,
    }
}

fn data_parameter(input: &PatType, mut name: Ident, sink: &mut Sink) -> DataParameter {
    name.set_span(generated_at(name.span()));
    let fault = unstorable(&input.ty);
    let storable = fault.is_none();
    if let Some(diagnostic) = fault {
        sink.push(diagnostic);
    }
    DataParameter { name, ty: (*input.ty).clone(), storable }
}

/// The compiler decides about `#[cfg]` before the attribute runs for whole
/// functions, but not for their parameters.
fn check_attributes(attrs: &[Attribute], sink: &mut Sink) {
    let conditional = |attr: &&Attribute| attr.path().is_ident("cfg") || attr.path().is_ident("cfg_attr");
    if let Some(attr) = attrs.iter().find(conditional) {
        sink.push(
            Diagnostic::new(Place::of(attr), "a parameter of a job cannot be conditional")
                .help("write one function per configuration, with `#[cfg(…)]` above each"),
        );
    }
}

/// A type whose last path segment is `JobContext`.
pub(crate) fn is_context(ty: &Type) -> bool {
    ends_in(ty, "JobContext")
}

/// A type whose last path segment is `State`.
fn is_state(ty: &Type) -> bool {
    ends_in(ty, "State")
}

/// Whether the scheduler fills it in.
pub(crate) fn is_injected(ty: &Type) -> bool {
    is_context(ty) || is_state(ty)
}

fn ends_in(ty: &Type, name: &str) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == name))
}

const STORED: &str = "arguments are stored with the job and rebuilt when it fires";

/// Why a type cannot be stored with the job and rebuilt when it fires.
fn unstorable(ty: &Type) -> Option<Diagnostic> {
    if find_word(ty.to_token_stream(), "impl").is_some() {
        let headline = format!("`{}` is not one concrete type", written(ty));
        return Some(
            Diagnostic::new(Place::of(ty), headline).help("name the type of the argument").note(STORED),
        );
    }
    match ty {
        Type::Reference(reference) => Some(borrowed(ty, &reference.elem)),
        _ if borrows(ty.to_token_stream()) => {
            let headline = format!("`{}` borrows, the arguments of a job are owned", written(ty));
            let help = "use types without references and lifetimes, such as `String`";
            Some(Diagnostic::new(Place::of(ty), headline).help(help).note(STORED))
        }
        _ => None,
    }
}

fn borrowed(reference: &Type, target: &Type) -> Diagnostic {
    let (headline, note) = if is_context(target) {
        ("`JobContext` is passed by value", "every run has a context of its own")
    } else if is_state(target) {
        ("`State` is passed by value", "every run gets a clone")
    } else {
        ("the arguments of a job are owned, not borrowed", STORED)
    };
    Diagnostic::new(Place::of(reference), headline)
        .help(format!("write `{}` instead of `{}`", owned(target), written(reference)))
        .note(note)
}

/// The owned counterpart of what a reference points to.
fn owned(ty: &Type) -> String {
    match ty {
        Type::Slice(slice) => format!("Vec<{}>", owned(&slice.elem)),
        Type::Reference(reference) => owned(&reference.elem),
        _ => match written(ty).as_str() {
            "str" => "String".into(),
            "Path" | "std::path::Path" => "std::path::PathBuf".into(),
            other => other.into(),
        },
    }
}

/// A type as one would write it; printed tokens have blanks everywhere.
pub(crate) fn written(ty: &Type) -> String {
    let mut text = ty.to_token_stream().to_string();
    for (wide, narrow) in [(" < ", "<"), (" >", ">"), ("& ", "&"), (" :: ", "::"), (" ,", ","), ("' ", "'")] {
        text = text.replace(wide, narrow);
    }
    text
}

/// A reference, or a lifetime other than `'static` and `'_`.
fn borrows(tokens: TokenStream) -> bool {
    let mut after_quote = false;
    tokens.into_iter().any(|token| match token {
        TokenTree::Punct(punct) => {
            after_quote = punct.as_char() == '\'';
            punct.as_char() == '&'
        }
        TokenTree::Ident(word) => std::mem::take(&mut after_quote) && word != "static" && word != "_",
        TokenTree::Group(group) => borrows(group.stream()),
        TokenTree::Literal(_) => false,
    })
}

/// The first identifier or keyword `wanted`, at any depth.
pub(crate) fn find_word(tokens: TokenStream, wanted: &str) -> Option<Ident> {
    tokens.into_iter().find_map(|token| match token {
        TokenTree::Ident(word) if word == wanted => Some(word),
        TokenTree::Group(group) => find_word(group.stream(), wanted),
        _ => None,
    })
}
