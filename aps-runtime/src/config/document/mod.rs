//! A configuration as it was written, with the place of every word, before anyone asks
//! what it means.
//!
//! | file | what it does |
//! |---|---|
//! | `node.rs`, `place.rs` | what was written, and where |
//! | `read.rs` | a file or a text becomes a tree: `toml.rs`, `json.rs`, `yaml.rs` |
//! | `variables.rs`, `dictionary.rs` | so do `APS_…` variables and APScheduler's dictionary |
//! | `secrets.rs` | `${VAR}`, and values that stand in files of their own |
//! | `privacy.rs` | what is never shown |
//! | `merge.rs` | one over another |
//! | `decode/` | the tree becomes any type of serde, and every mistake is told |
//! | `fault.rs`, `render.rs` | mistakes, drawn as the compiler draws them |
//!
//! It knows nothing of schedulers, jobs, stores or executors.

mod data;
mod decode;
mod dictionary;
mod environment;
mod fault;
mod json;
mod merge;
mod nesting;
mod node;
mod place;
mod privacy;
mod read;
mod render;
mod secrets;
#[cfg(test)]
mod tests;
mod toml;
mod variables;
#[cfg(feature = "yaml")]
mod yaml;

pub(crate) use self::data::from_serde;
pub(crate) use self::decode::drawn::faults as faults_of_message;
pub(crate) use self::decode::{decode, decode_under, gives_away};
pub(crate) use self::dictionary::read_dictionary;
pub(crate) use self::environment::Environment;
pub(crate) use self::fault::{Fault, Faults};
pub(crate) use self::merge::merge;
pub(crate) use self::node::{Entry, Node, Value};
pub(crate) use self::place::Place;
pub(crate) use self::read::{Format, read_data, read_file, read_text};
pub(crate) use self::variables::read_variables;
