//! Steps of the calendar: months that have their lengths, days that have theirs.

#[cfg(feature = "eval")]
mod fire;
mod interval;
#[cfg(feature = "eval")]
mod occurrences;
#[cfg(feature = "eval")]
mod trigger;

pub use self::interval::CalendarInterval;
#[cfg(feature = "eval")]
pub use self::trigger::CalendarIntervalTrigger;
