//! Fixed lengths of time.

mod length;
mod meant;
pub(crate) use self::length::is_length;
#[cfg(feature = "eval")]
pub(crate) use self::length::within_bounds;
pub(crate) use self::meant::meant_length;
#[cfg(feature = "eval")]
mod trigger;

pub use self::length::{LONGEST, Unit, length_of, parse_length, parse_length_or_zero};
#[cfg(feature = "eval")]
pub use self::trigger::IntervalTrigger;
