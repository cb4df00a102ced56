//! Cron: two grammars, one model.
//!
//! * [`parse_crontab`] reads crontab strings by the rules of Linux (cronie's
//!   crontab(5)), with the day forms of Quartz added.
//! * [`parse_keyed`] reads one text per field by the rules of APScheduler 3.11.
//!
//! Both give [`CronFields`], sets of bits that the search works on.

mod bounds;
mod canonical;
mod compile;
mod crontab;
mod crontab_item;
mod dst;
mod elsewhere;
mod fields;
mod item;
mod keyed;
mod keyed_item;
mod layout;
mod notation;
mod quick;
mod reach;
mod surplus;
mod together;
mod value;

#[cfg(feature = "eval")]
mod builder;
#[cfg(feature = "eval")]
mod expressions;
#[cfg(feature = "eval")]
mod fire;
#[cfg(feature = "eval")]
mod options;
#[cfg(feature = "cron")]
mod schedule;
#[cfg(feature = "eval")]
mod trigger;

#[cfg(feature = "eval")]
pub use self::builder::CronBuilder;
pub use self::canonical::canonical_keyed;
pub use self::crontab::{Crontab, ZonePrefix, parse_crontab};
#[cfg(feature = "eval")]
pub(crate) use self::dst::LONGEST_JUMP;
pub use self::dst::{DstGap, DstOverlap};
#[cfg(feature = "eval")]
pub use self::expressions::CronExpressions;
pub use self::fields::{CronFields, DayRule, YearRange};
pub use self::keyed::{KeyedFields, parse_keyed};
pub(crate) use self::layout::is_readable;
#[cfg(feature = "eval")]
pub use self::options::CronOptions;
#[doc(hidden)]
pub use self::together::check_together;
#[cfg(feature = "eval")]
pub use self::trigger::{CronExpression, CronTrigger};
