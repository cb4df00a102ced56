//! The tokens of the program's `main`.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::{Attribute, ReturnType, Safety, Type};

use super::parse::{self, Flavor, MainAttr};
use crate::diag::{Diagnostic, Place, Sink};
use crate::item::Function;
use crate::parameter::find_word;
use crate::paths::{Paths, generated_at};
use crate::{registration, signature};

/// Expands `#[main(attr)] item`.
///
/// There is a `main` on the error path too, or the compiler would miss it.
pub(crate) fn expand(attr: TokenStream, item: &TokenStream) -> TokenStream {
    let mut sink = Sink::default();
    let options = parse::parse(attr, &mut sink);
    let main = match Function::read(item, "main") {
        Ok(function) => {
            check(&function, &mut sink);
            check_config(&function, &options, &mut sink);
            main(&function, &options, sink.is_empty())
        }
        Err(diagnostic) => {
            sink.push(diagnostic);
            item.clone()
        }
    };
    let errors = sink.into_tokens();
    quote!(#main #errors)
}

fn check(function: &Function, sink: &mut Sink) {
    let sig = &function.sig;
    check_attributes(function, sink);
    check_output(function, sink);
    if let Safety::Unsafe(keyword) = &sig.safety {
        let help = "call what is unsafe from the body, in a block of its own";
        sink.push(Diagnostic::new(keyword.span, "`main` cannot be `unsafe`").help(help));
    }
    if sig.asyncness.is_none() && tokio_was_here(function) {
        sink.push(
            Diagnostic::new(sig.ident.span(), "`#[tokio::main]` above has started a runtime of its own")
                .help("leave `#[tokio::main]` out: `#[aps_runtime::main]` starts the runtime"),
        );
    } else if sig.asyncness.is_none() {
        let headline = format!("`fn {}` is not `async`", function.name());
        sink.push(
            Diagnostic::new(sig.fn_token.span, headline)
                .help(format!("write `async fn {}`", function.name())),
        );
    }
    if !sig.inputs.is_empty() {
        let help = "read the command line with `std::env::args`";
        sink.push(Diagnostic::new(Place::of(&sig.inputs), "`main` takes no arguments").help(help));
    }
    if !sig.generics.params.is_empty() {
        sink.push(
            Diagnostic::new(Place::of(&sig.generics), "`main` cannot be generic")
                .help("write `async fn main()`"),
        );
    }
    if !function.has_body() {
        sink.push(Diagnostic::new(Place::of(sig), "`main` has no body"));
    }
}

/// Attributes below this one that do its work as well, or another.
fn check_attributes(function: &Function, sink: &mut Sink) {
    for (attr, rival) in function.attrs.iter().filter_map(|attr| Some((attr, rival(attr)?))) {
        let (headline, help) = match rival {
            Rival::Main => (
                "two attributes start a runtime here",
                "leave this one out: `#[aps_runtime::main]` starts the runtime",
            ),
            Rival::Job => ("`main` cannot be a job", "put the attribute on a function of its own"),
        };
        sink.push(Diagnostic::new(Place::of(attr), headline).help(help));
    }
}

enum Rival {
    Main,
    Job,
}

fn rival(attr: &Attribute) -> Option<Rival> {
    let is_main = registration::is_named(attr, "main") && attr.path().segments.len() > 1;
    let is_job = registration::is_job_attribute(attr);
    is_main.then_some(Rival::Main).or(is_job.then_some(Rival::Job))
}

/// What `#[tokio::main]` leaves behind.
fn tokio_was_here(function: &Function) -> bool {
    ["tokio", "block_on"].iter().all(|word| find_word(function.body.clone(), word).is_some())
}

fn check_output(function: &Function, sink: &mut Sink) {
    let ReturnType::Type(_, ty) = &function.sig.output else { return };
    if let Type::Path(path) = &**ty
        && path.path.segments.last().is_some_and(|last| last.ident == "SchedulerBuilder")
    {
        let help = "return `aps_runtime::Result<Scheduler>`, and end `main` with `.build()`";
        sink.push(Diagnostic::new(Place::of(ty), "a builder is not a scheduler yet").help(help));
    }
}

/// A scheduler that the body makes knows its configuration already.
fn check_config(function: &Function, options: &MainAttr, sink: &mut Sink) {
    let Some(path) = &options.config else { return };
    if find_word(function.sig.output.to_token_stream(), "Scheduler").is_some() {
        let help = format!(
            "leave it out, and say `Scheduler::builder().config(Config::from_file({})?)` in the body",
            path.literal
        );
        sink.push(
            Diagnostic::new(path.place(), "`config` is for a `main` that returns `()`")
                .help(help)
                .note("what the body returns is run as it is"),
        );
    }
}

/// The user's function, under its own name, inside of the one that the program
/// starts: errors in the body appear where they were written, and a `main` that
/// calls itself still does.
fn main(function: &Function, options: &MainAttr, sound: bool) -> TokenStream {
    let Function { attrs, vis, sig, body } = function;
    // What was refused would be a second error.
    let attrs = attrs.iter().filter(|attr| sound || rival(attr).is_none());
    let paths = Paths::new(options.krate.as_ref());
    let private = &paths.private;
    let mut inner = sig.clone();
    inner.asyncness.get_or_insert_with(Default::default);
    let ident = &sig.ident;
    let krate = options.krate.as_ref();
    let run = if sound {
        Paths::guarded(krate, run(function, options, &paths))
    } else {
        quote!(::core::unreachable!())
    };
    let known = sound && krate.is_none();
    let exit_code =
        if known { quote!(#private::std::process::ExitCode) } else { quote!(::std::process::ExitCode) };
    let body = if function.has_body() { body.clone() } else { quote!({ ::core::unreachable!() }) };
    let allow = (!sound).then(|| quote!(#[allow(dead_code)]));
    quote! {
        #(#attrs)*
        #vis fn #ident() -> #exit_code {
            #allow
            #inner #body
            #run
        }
    }
}

/// A `main` that returns something else than a scheduler is shown at its return type.
fn run(function: &Function, options: &MainAttr, paths: &Paths) -> TokenStream {
    let (private, ident) = (&paths.private, &function.sig.ident);
    let place = signature::output_span(function);
    let located = paths.private_at(place);
    let flavor = options.flavor.map(|flavor| match flavor {
        Flavor::MultiThread => quote!(flavor: #private::Flavor::MultiThread,),
        Flavor::CurrentThread => quote!(flavor: #private::Flavor::CurrentThread,),
    });
    let worker_threads = options.worker_threads.map(|threads| {
        let threads = threads.get();
        quote!(worker_threads: #private::core::option::Option::Some(#threads),)
    });
    let config = options.config.as_ref().map(|path| {
        let path = &path.literal;
        quote!(config: #private::core::option::Option::Some(#path),)
    });
    quote_spanned! {generated_at(place)=>
        #located::run_main(
            #private::MainConfig { #flavor #worker_threads #config ..#private::MainConfig::DEFAULT },
            #ident
        )
    }
}
