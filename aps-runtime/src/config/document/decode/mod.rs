//! A tree becomes any type of serde, and every mistake is told.
//!
//! serde gives up at the first value that a type refuses. Here what was refused is noted and
//! taken out, and the whole is read once more without it, until nothing is refused; so the other
//! mistakes are found as well. What is only missing because it was taken out is not told.

mod access;
mod decoder;
pub(super) mod drawn;
mod expected;
mod leak;
mod notation;
mod path;
mod refusal;
mod scalar;
mod state;
mod words;

use std::marker::PhantomData;
use std::ops::ControlFlow;

use serde::de::DeserializeOwned;

use self::decoder::Decoder;
pub(crate) use self::leak::gives_away;
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
    let attempt = || match Decoder::new(node, &root, &state).read(PhantomData, node) {
        Ok(value) => ControlFlow::Break(Some(value)),
        Err(refused) => {
            state.take_out(refused);
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
