//! The Gregorian calendar on plain integers, and the search for the next local
//! time that matches. Knows nothing of zones.

mod civil;
mod month;
mod search;
#[cfg(feature = "eval")]
mod time_of_day;

pub(crate) use self::civil::{Date, days_in_month, split};
pub(crate) use self::search::next_day;
#[cfg(feature = "eval")]
pub(crate) use self::search::next_local;
