//! One moment in time.

mod local_date;
mod meant;
mod moment;
#[cfg(feature = "eval")]
mod resolve;
#[cfg(feature = "eval")]
mod trigger;

pub use self::local_date::LocalDate;
pub(crate) use self::meant::meant_date;
pub use self::moment::Moment;
#[cfg(feature = "eval")]
pub(crate) use self::resolve::is_reversed;
#[cfg(feature = "eval")]
pub use self::trigger::DateTrigger;
