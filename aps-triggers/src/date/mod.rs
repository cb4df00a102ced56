//! One moment in time.

mod moment;
#[cfg(feature = "eval")]
mod resolve;
#[cfg(feature = "eval")]
mod trigger;

pub use self::moment::Moment;
#[cfg(feature = "eval")]
pub use self::trigger::DateTrigger;
