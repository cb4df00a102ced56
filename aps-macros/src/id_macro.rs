//! Refuses an id that the same crate has used before.
//!
//! Exported macros of a crate share one name space, wherever they are defined.
//! So each id defines an empty one, and the second of the same name is an error
//! that shows both places, and its name, which is in the error, says what is wrong. Across crates the registry compares ids at start.
//!
//! The price: a crate that says `forbid(warnings)`, where others `deny`, is warned
//! of the `allow` below, which functions inside of functions need.

use proc_macro2::{Ident, TokenStream};
use quote::quote_spanned;

use crate::paths::generated_at;
use crate::value::Text;

/// Claims the id for this crate.
pub(crate) fn claim(id: &Text) -> TokenStream {
    let span = generated_at(id.literal.span());
    let name = Ident::new(&format!("two_jobs_have_the_id_{}", letters(&id.value)), span);
    quote_spanned! {span=>
        #[doc(hidden)]
        #[allow(non_local_definitions)]
        #[macro_export]
        macro_rules! #name {
            () => {};
        }
    }
}

/// The id in letters that an identifier can have; different ids stay different.
fn letters(id: &str) -> String {
    let mut name = String::new();
    for letter in id.chars() {
        match letter {
            '_' => name.push_str("__"),
            '.' => name.push_str("_dot_"),
            ':' => name.push_str("_colon_"),
            '-' => name.push_str("_dash_"),
            plain => name.push(plain),
        }
    }
    name
}
