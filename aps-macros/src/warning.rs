//! Warnings, for what is legal and suspicious.
//!
//! On stable a macro can only fail. But the compiler warns of the use of what is
//! deprecated, and shows the note: so a constant is made, deprecated, and used once, with
//! the span of what is suspicious. `#[allow(deprecated)]` on the function silences it.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

use crate::paths::generated_at;

/// One warning at one place.
#[derive(Debug)]
pub(crate) struct Warning {
    pub(crate) place: Span,
    /// The compiler puts "use of deprecated constant …:" in front.
    pub(crate) text: String,
}

impl Warning {
    /// Items for the inside of a constant.
    ///
    /// The use has the user's own span, or the compiler would take it for the business of
    /// a foreign macro and keep quiet.
    pub(crate) fn tokens(&self) -> TokenStream {
        let Self { place, text } = self;
        let definition = generated_at(*place);
        let name = quote_spanned!(*place=> SUSPICIOUS_SCHEDULE);
        let defined = quote_spanned!(definition=> #[deprecated(note = #text)] const #name: () = (););
        let used = quote_spanned!(*place=> const _: () = #name;);
        quote! {
            const _: () = {
                #defined
                #used
            };
        }
    }
}
