//! Fixed lengths of time.

mod length;
#[cfg(feature = "eval")]
mod trigger;

pub use self::length::{Unit, length_of, parse_length};
#[cfg(feature = "eval")]
pub use self::trigger::IntervalTrigger;
