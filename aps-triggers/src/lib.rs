//! When does a schedule fire?
//!
//! This crate reads schedules and computes fire times. It reads no clock, does no I/O except
//! for the time zone database, and knows nothing of jobs.
//!
//! | module | what it is about |
//! |---|---|
//! | [`cron`] | crontab strings and APScheduler's keyed fields |
//! | [`interval`] | fixed lengths of time |
//! | [`date`] | one moment |
//! | [`calendar_interval`] | months, weeks and days of the calendar |
//! | `jitter` | a delay beside the fire time |
//! | [`suggest`] | the name that was meant |
//! | `vocabulary` | triggers as data, with feature `serde` |
//!
//! Without features the crate only parses, and has no dependencies at all. Feature `zone-names`
//! adds the list of time zones, feature `eval` (default) the triggers themselves. With feature
//! `chrono-tz`, a `chrono_tz::Tz` is accepted wherever a time zone is; feature `cron` turns a
//! schedule of the `cron` crate into a trigger; with feature `serde`, triggers are read and
//! written as data.
#![cfg_attr(
    feature = "eval",
    doc = r#"
```
use aps_triggers::{CronTrigger, TimeZone, Trigger};
use chrono::{DateTime, Utc};

# fn main() -> Result<(), Box<dyn std::error::Error>> {
let trigger = CronTrigger::parse("30 2 * * *")?.timezone(TimeZone::get("Europe/Berlin")?);
let now: DateTime<Utc> = "2026-03-28T12:00:00Z".parse()?;
// At 02:00 the clocks go forward to 03:00: the run of 02:30 comes right after.
let next = trigger.next_fire_time(None, now);
assert_eq!(next, Some("2026-03-29T01:00:00Z".parse()?));
# Ok(()) }
```
"#
)]
#![warn(
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::allow_attributes_without_reason
)]

pub mod calendar_interval;
pub mod cron;
pub mod date;
#[doc(hidden)]
pub mod describe;
pub mod interval;
#[cfg(feature = "eval")]
pub mod jitter;
#[doc(hidden)]
pub mod kind;
pub mod suggest;
#[cfg(feature = "serde")]
pub mod vocabulary;

#[cfg(feature = "eval")]
mod any_trigger;
mod calendar;
#[cfg(feature = "eval")]
mod combining;
mod error;
mod field;
mod piece;
#[cfg(feature = "eval")]
mod shared;
#[cfg(feature = "eval")]
mod trigger;
#[cfg(feature = "zone-names")]
mod zone;

#[cfg(feature = "eval")]
pub use self::any_trigger::AnyTrigger;
#[cfg(feature = "eval")]
pub use self::calendar_interval::CalendarIntervalTrigger;
#[cfg(feature = "eval")]
pub use self::combining::{AndTrigger, OrTrigger};
#[cfg(feature = "eval")]
pub use self::cron::CronTrigger;
pub use self::cron::{DstGap, DstOverlap};
#[cfg(feature = "eval")]
pub use self::date::DateTrigger;
pub use self::error::{ParseError, ParseErrorKind, ParseErrors};
pub use self::field::Field;
#[cfg(feature = "eval")]
pub use self::interval::IntervalTrigger;
#[cfg(feature = "eval")]
pub use self::trigger::Trigger;
#[cfg(feature = "zone-names")]
pub use self::zone::check_zone_name;
#[cfg(feature = "eval")]
pub use self::zone::{IntoTimeZone, LocalTime, TimeZone, ZoneCell, ZoneSource};
