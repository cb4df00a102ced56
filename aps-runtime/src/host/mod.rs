//! What drives a scheduler: waiting until the next run time or until woken, and
//! for the signals that end the program.

mod background;
pub(crate) mod blocking;
pub(crate) mod signals;
pub(crate) mod tokio;

pub use background::Background;
