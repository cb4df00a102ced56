//! A tree becomes any type of serde, and every mistake is told.
//!
//! serde gives up at the first value that a type refuses. Here what was refused is noted and
//! taken out, and the whole is read once more without it, until nothing is refused; so the other
//! mistakes are found as well. What is only missing because it was taken out is not told.

mod access;
mod decoder;
mod path;
mod refusal;
mod scalar;
mod state;
mod words;

use std::ops::ControlFlow;

use serde::de::DeserializeOwned;

use self::decoder::Decoder;
use self::path::Path;
use self::state::State;
use super::fault::Faults;
use super::node::Node;

/// Makes a value of a tree.
///
/// Whatever is wrong is noted in `faults`. There is a value even so if it can be made of what
/// is right; it is then to be used for nothing but looking for more mistakes.
///
/// A struct takes its own keys only, whatever serde is told. From a text that is
/// [loose](Node::loose), what is wanted is read:
///
/// * a number;
/// * a boolean: `true`, `yes`, `on`, `y`, `t`, `1`, or `false`, `no`, `off`, `n`, `f`, `0`, in
///   upper or lower case (APScheduler's `asbool`);
/// * a list of what stands between commas, without the blanks around it;
/// * where the type takes anything, a number if the text is one.
pub(crate) fn decode<T: DeserializeOwned>(node: &Node, faults: &mut Faults) -> Option<T> {
    decode_under("", node, faults)
}

/// As [`decode`], of a part of the tree. `path` says which, as in `jobstores.default`.
pub(crate) fn decode_under<T: DeserializeOwned>(path: &str, node: &Node, faults: &mut Faults) -> Option<T> {
    let state = State::default();
    let root = Path::Root(path);
    let attempt = || match T::deserialize(Decoder::new(node, &root, &state)) {
        Ok(value) => ControlFlow::Break(Some(value)),
        Err(refused) => {
            state.take_out(refused.at(node, &root, node));
            // Without the whole, there is nothing left to read.
            if state.is_out(node) { ControlFlow::Break(None) } else { ControlFlow::Continue(()) }
        }
    };
    let made = (0..MOST_ATTEMPTS).try_for_each(|_| attempt());
    faults.extend(state.into_faults());
    made.break_value().flatten()
}

/// Whoever makes a hundred mistakes is told of the first hundred.
const MOST_ATTEMPTS: usize = 100;

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;

    use super::decode;
    use crate::config::document::{Environment, Faults, Format, Node, read_text};

    #[derive(Deserialize, Debug)]
    struct Model {
        timezone: Option<String>,
        #[serde(default)]
        job_defaults: Defaults,
        #[serde(default)]
        jobstores: BTreeMap<String, Node>,
    }

    #[derive(Deserialize, Debug, Default)]
    struct Defaults {
        max_instances: Option<u32>,
        coalesce: Option<bool>,
    }

    #[test]
    fn every_mistake_is_told_and_what_is_right_is_read() {
        let text = "timezone = 5\n\n[job_defaults]\nmax_instnaces = 4\ncoalesce = true\n";
        let mut faults = Faults::new();
        let node = read_text(Format::Toml, "aps.toml", text, &Environment::default(), &mut faults).unwrap();
        let model: Model = decode(&node, &mut faults).unwrap();
        assert_eq!((model.timezone, model.job_defaults.coalesce), (None, Some(true)));
        assert_eq!((model.job_defaults.max_instances, model.jobstores.len()), (None, 0));
        assert_eq!(
            faults.to_string(),
            "\
in `timezone`: a string is expected, not `5`
 --> aps.toml:1:12
  |
1 | timezone = 5
  |            ^

in `job_defaults`: unknown key `max_instnaces`
 --> aps.toml:4:1
  |
4 | max_instnaces …
  | ^^^^^^^^^^^^^
  |
  = help: did you mean `max_instances`?
  = note: known are `max_instances` and `coalesce`"
        );
    }
}
