//! What a function must look like to be a job.

use proc_macro2::{Ident, Span};
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{FnArg, PatType, ReturnType, Safety};

use crate::diag::{Diagnostic, Place, Sink};
use crate::item::Function;
use crate::parameter::{self, Parameter, find_word, is_context, is_injected};
use crate::returned;

/// A function's parameters, after all faults of its signature went into `sink`.
pub(crate) fn check(function: &Function, sink: &mut Sink) -> Vec<Parameter> {
    check_qualifiers(function, sink);
    check_method(function, sink);
    check_generics(function, sink);
    returned::check(function, sink);
    let inputs: Vec<&PatType> = typed(function).collect();
    if let Some(second) = inputs.iter().filter(|input| is_context(&input.ty)).nth(1) {
        sink.push(Diagnostic::new(Place::of(second), "`JobContext` is taken twice").help("one is enough"));
    }
    parameter::read(&inputs, sink)
}

/// Whether the function stands in an `impl` block, as far as its signature tells.
/// Nothing can be generated beside it there.
pub(crate) fn is_method(function: &Function) -> bool {
    function.sig.receiver().is_some() || self_type(function).is_some()
}

/// Where a wrong return type is to be underlined.
pub(crate) fn output_span(function: &Function) -> Span {
    match &function.sig.output {
        ReturnType::Default => function.sig.ident.span(),
        ReturnType::Type(_, ty) => ty.span(),
    }
}

/// Where an argument that cannot be stored is to be underlined: at its type, or
/// at all parameters if there are several.
pub(crate) fn arguments_span(function: &Function) -> Span {
    let mut data = typed(function).filter(|input| !is_injected(&input.ty));
    match (data.next(), data.next()) {
        (Some(only), None) => only.ty.span(),
        _ => function.sig.paren_token.span.join(),
    }
}

fn typed(function: &Function) -> impl Iterator<Item = &PatType> {
    function.sig.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(input) => Some(input),
        FnArg::Receiver(_) => None,
    })
}

fn self_type(function: &Function) -> Option<Ident> {
    find_word(function.sig.to_token_stream(), "Self")
}

fn check_qualifiers(function: &Function, sink: &mut Sink) {
    let name = function.name();
    if let Safety::Unsafe(keyword) = &function.sig.safety {
        sink.push(
            Diagnostic::new(keyword.span, format!("`{name}` is an `unsafe fn`, which cannot be a job"))
                .help("call it from a safe function that upholds its contract, and make that the job"),
        );
    }
    if let Some(variadic) = &function.sig.variadic {
        let headline = format!("`{name}` is variadic, which cannot be a job");
        sink.push(Diagnostic::new(Place::of(variadic), headline).help("call it from a plain function"));
    }
    if let Some(abi) = function.sig.abi.as_ref().and_then(|abi| abi.name.as_ref())
        && ["-interrupt", "-kernel"].iter().any(|suffix| abi.value().ends_with(suffix))
    {
        let headline = format!("a function with the ABI `{}` cannot be called", abi.value());
        sink.push(Diagnostic::new(abi.span(), headline).help("do its work in a plain function"));
    }
    if !function.has_body() {
        let place = Place::of(&function.sig);
        sink.push(
            Diagnostic::new(place, format!("`{name}` has no body")).help("a job is a function with a body"),
        );
    }
}

fn check_method(function: &Function, sink: &mut Sink) {
    let receiver = function.sig.receiver().map(Place::of);
    let Some(place) = receiver.or_else(|| self_type(function).map(|word| word.span().into())) else { return };
    let headline = format!("`{}` is a method, a job is a free function", function.name());
    let help = "call the method from a function outside of the `impl` block, and make that the job";
    sink.push(Diagnostic::new(place, headline).help(help));
}

/// Lifetimes do no harm: arguments cannot borrow, and the context owns what it has.
fn check_generics(function: &Function, sink: &mut Sink) {
    let generics = &function.sig.generics;
    if generics.type_params().next().is_none() && generics.const_params().next().is_none() {
        return;
    }
    let headline = format!("`{}` is generic, a job is one concrete function", function.name());
    let help = "call it from a function without type parameters, and make that the job";
    sink.push(Diagnostic::new(Place::of(generics), headline).help(help));
}
