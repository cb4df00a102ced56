//! The one way from generated code into the runtime.
//!
//! Generated code names nothing but `…::__private`, by an absolute path, and
//! takes even `core` and `std` from there: it works where the user shadows
//! names, renames crates or turns the prelude off.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::Path;

/// Where `__private` is for one attribute; print it in front of `::Item`.
#[derive(Clone, Debug)]
pub(crate) struct Paths {
    pub(crate) private: TokenStream,
}

impl Paths {
    /// `krate` is the value of the option `crate = …`.
    pub(crate) fn new(krate: Option<&Path>) -> Self {
        let root = krate.map_or_else(|| quote!(::aps_runtime), ToTokens::into_token_stream);
        Self { private: quote!(#root::__private) }
    }

    /// Generated items or an expression, in a form that is one error and no more if
    /// `crate = …` names no such crate.
    pub(crate) fn guarded(krate: Option<&Path>, generated: TokenStream) -> TokenStream {
        match krate {
            Some(krate) if !generated.is_empty() => quote!(#krate::__private::generated! { #generated }),
            _ => generated,
        }
    }

    /// `__private`, for a call that errors should show at `place`.
    pub(crate) fn private_at(&self, place: Span) -> TokenStream {
        let moved = |mut token: TokenTree| {
            token.set_span(token.span().located_at(place));
            token
        };
        self.private.clone().into_iter().map(moved).collect()
    }
}

/// A span for generated code that errors should show at `place`.
///
/// It keeps the place and drops the origin: the compiler then sees generated
/// code and applies none of the user's style lints, nor `forbid(unsafe_code)`.
pub(crate) fn generated_at(place: Span) -> Span {
    Span::mixed_site().located_at(place)
}
