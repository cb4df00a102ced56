//! The attributes, called as functions: their expansions as recorded files, and
//! what they make of input that is being typed.

mod half_typed;
mod messages;
mod sink;
mod snapshots;
