//! Steps of the calendar: months that have their lengths, days that have theirs.

mod check;
#[cfg(feature = "eval")]
mod fire;
mod interval;
#[cfg(feature = "eval")]
mod occurrences;
#[cfg(feature = "eval")]
mod trigger;

#[doc(hidden)]
pub use self::check::check_calendar_interval;
pub use self::interval::CalendarInterval;
#[cfg(feature = "eval")]
pub use self::trigger::CalendarIntervalTrigger;
