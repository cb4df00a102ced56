//! Messages that have nothing of a value in them, though they may have words in common with it.

use crate::store::StoreUrl;

/// Whether a message about a text is one of those that a type has for any such text, and that
/// quote nothing. The whole message has to be that, word for word.
pub(super) fn is_fixed(message: &str, text: &str) -> bool {
    // `StoreUrl::parse` never quotes, which `store/url/canaries.rs` makes sure of.
    StoreUrl::parse(text).is_err_and(|error| error.to_string() == message)
}
