//! Configuration: what a scheduler is told by files, variables and dictionaries.

#![allow(
    dead_code,
    unused_imports,
    reason = "the model that asks for all of this comes with the next change"
)]

pub(crate) mod document;
