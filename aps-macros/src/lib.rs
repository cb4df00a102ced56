//! The attributes of aps: schedules that the compiler checks.
//!
//! Use them through the crate `aps-runtime`, which documents them: what they
//! generate needs it.

mod adapter;
mod attr;
mod bake;
mod diag;
mod entry;
mod expression;
mod id;
mod id_macro;
mod item;
mod job;
mod keyless;
mod meant;
mod parameter;
mod paths;
mod registration;
mod returned;
mod scheduled_job;
mod signature;
mod trigger;
mod value;
mod warning;

#[cfg(test)]
mod tests;

use std::panic::{AssertUnwindSafe, catch_unwind};

use aps_triggers::kind;
use proc_macro::TokenStream;
use proc_macro2::TokenStream as Tokens;

use crate::diag::{Diagnostic, Place, Sink};

/// What an attribute makes of its options and of the item it stands on.
type Expand = fn(Tokens, &Tokens) -> Tokens;

/// Declares a job and its schedule; see `aps_runtime::scheduled_job`.
#[proc_macro_attribute]
pub fn scheduled_job(attr: TokenStream, item: TokenStream) -> TokenStream {
    guarded(scheduled_job::expand, attr.into(), &item.into()).into()
}

/// Registers a function as a job without a schedule; see `aps_runtime::job`.
#[proc_macro_attribute]
pub fn job(attr: TokenStream, item: TokenStream) -> TokenStream {
    guarded(job::expand, attr.into(), &item.into()).into()
}

/// Runs the scheduler that `main` gives; see `aps_runtime::main`.
#[proc_macro_attribute]
pub fn main(attr: TokenStream, item: TokenStream) -> TokenStream {
    guarded(entry::expand, attr.into(), &item.into()).into()
}

/// A cron trigger that the compiler has checked; see `aps_runtime::cron`.
#[proc_macro]
pub fn cron(tokens: TokenStream) -> TokenStream {
    expression::expand("cron!", &kind::CRON, tokens.into()).into()
}

/// An interval trigger that the compiler has checked; see `aps_runtime::every`.
#[proc_macro]
pub fn every(tokens: TokenStream) -> TokenStream {
    expression::expand("every!", &kind::INTERVAL, tokens.into()).into()
}

/// A date trigger that the compiler has checked; see `aps_runtime::at`.
#[proc_macro]
pub fn at(tokens: TokenStream) -> TokenStream {
    expression::expand("at!", &kind::DATE, tokens.into()).into()
}

/// A panic in here must not take the user's function away.
fn guarded(expand: Expand, attr: Tokens, item: &Tokens) -> Tokens {
    catch_unwind(AssertUnwindSafe(|| expand(attr, item))).unwrap_or_else(|_| {
        let mut sink = Sink::default();
        let headline = "aps failed to expand this attribute";
        sink.push(Diagnostic::new(Place::attribute(item), headline).help(
            "please report this as a bug of aps, with the attribute and the signature of the function",
        ));
        Tokens::from_iter([item.clone(), sink.into_tokens()])
    })
}
