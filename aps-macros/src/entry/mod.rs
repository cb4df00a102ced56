//! `#[main]`: an `async fn main` that gives a scheduler becomes the program.
//!
//! The attribute only moves tokens. All it does happens in the runtime's
//! `run_main`, an ordinary function.

mod expand;
mod parse;

pub(crate) use self::expand::expand;
