//! Messages that have nothing secret of a value in them, though they may have words in common with it.

use crate::store::StoreUrl;

/// Whether a message about a text is one of those that a type has for any such text, and that
/// quote nothing but a scheme. The whole message has to be that, word for word.
pub(super) fn is_fixed(message: &str, text: &str) -> bool {
    match StoreUrl::parse(text) {
        Ok(url) => url.is_refusal_of_scheme(message),
        // `StoreUrl::parse` never quotes, which `store/url/canaries.rs` makes sure of.
        Err(error) => error.to_string() == message,
    }
}
