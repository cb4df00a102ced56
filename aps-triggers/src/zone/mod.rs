//! Time zones: their names, and with feature `eval` their rules.

mod names;

#[cfg(feature = "eval")]
mod database;
#[cfg(feature = "eval")]
mod local_time;
#[cfg(feature = "eval")]
mod rules;
#[cfg(feature = "eval")]
mod time_zone;

pub use self::names::check_zone_name;
pub(crate) use self::names::known_name;

#[cfg(feature = "eval")]
pub use self::database::ZoneSource;
#[cfg(feature = "eval")]
pub use self::local_time::LocalTime;
#[cfg(feature = "eval")]
pub(crate) use self::rules::{Rules, Segment, WIDEST};
#[cfg(feature = "eval")]
pub use self::time_zone::{IntoTimeZone, TimeZone, ZoneCell};
