//! Triggers as data: one vocabulary for code, files, exports and database rows.
//!
//! With feature `serde`, every trigger is `Serialize` and `Deserialize`. What is written
//! mirrors the attributes key for key, so that a schedule reads alike wherever it stands.
//!
//! ```
//! use aps_triggers::AnyTrigger;
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let text = r#"{"cron": {"month": "6-8,11-12", "day": "3rd fri", "hour": "0-3"}}"#;
//! let trigger: AnyTrigger = serde_json::from_str(text)?;
//! assert_eq!(trigger.to_string(), "cron[month='6-8,11-12', day='3rd fri', hour='0-3']");
//! let same: AnyTrigger = serde_json::from_str(&serde_json::to_string(&trigger)?)?;
//! assert_eq!(same, trigger);
//!
//! let error = serde_json::from_str::<AnyTrigger>(r#"{"cron": {"month": "mai"}}"#).unwrap_err();
//! assert_eq!(error.to_string(), "\
//! in `cron.month`: invalid cron field `month`: `mai` is not a month
//!   |
//!   | mai
//!   | ^^^
//!   |
//!   = help: did you mean `may`?
//!   = note: months are 1-12 or jan-dec");
//! # Ok(()) }
//! ```
//!
//! # Forms
//!
//! A trigger is an object with exactly one of these keys:
//!
//! | key | value |
//! |---|---|
//! | `cron` | a crontab string, see [`parse_crontab`](crate::cron::parse_crontab) |
//! | `cron` | an object of `year`, `month`, `day`, `week`, `day_of_week`, `hour`, `minute`, `second`: strings or whole numbers, see [`parse_keyed`](crate::cron::parse_keyed) |
//! | `interval` | a length such as `"2h"`, see [`parse_length`](crate::interval::parse_length) |
//! | `interval` | an object of `weeks`, `days`, `hours`, `minutes`, `seconds`: numbers, also with a fraction |
//! | `date` | a date, see [`Moment::parse`](crate::date::Moment::parse), or an object with `run_date` |
//! | `calendar_interval` | an object of `years`, `months`, `weeks`, `days`, `hour`, `minute`, `second`: whole numbers |
//! | `and`, `or` | a list of triggers |
//!
//! and these options, inside the object or beside the key:
//!
//! | option | value | of |
//! |---|---|---|
//! | `timezone` | an IANA name | all but `and` and `or`, whose members have their own |
//! | `start_date`, `end_date` | a date and time; a date alone in calendar intervals | `cron`, `interval`, `calendar_interval` |
//! | `jitter` | seconds, or a length such as `"2m"`, no more than [`LONGEST`](crate::interval::LONGEST) | all but `date` |
//! | `dst_gap` | `"next"` or `"skip"` | `cron`, `calendar_interval` |
//! | `dst_overlap` | `"first"`, `"last"` or `"both"` | `cron` |
//!
//! `null` is the same as leaving the key out, as in APScheduler. A key that is not known
//! is an error, and so is one that is given twice.
//!
//! # What is written
//!
//! What is written reads as an equal trigger, to the nanosecond, whether a scheduler has
//! resolved it or not. There is one way to write each:
//!
//! * Options stand inside an object, and beside a string or a list. Those that were not
//!   set, or are set to their default (`dst_gap`, `dst_overlap`), are left out.
//! * Cron keeps the text it was made of, crontab or fields, without needless blanks and
//!   zeros. A field that is a plain number is written as one.
//! * An interval is written in days, hours, minutes and seconds, or in weeks if it is whole
//!   weeks.
//! * Moments on the clock of a zone are `2030-01-31 08:00:00`; absolute ones have a `Z`.
//!
//! A trigger that could not be read back is an error when it is written: one of a kind of your own, an interval of no
//! length, a jitter beyond [`LONGEST`](crate::interval::LONGEST), a moment beyond the year 9999, more than
//! [`MAX_MEMBERS`] triggers in one, or `and` and `or` more than [`MAX_DEPTH`] deep.
//!
//! # What is read
//!
//! Any self-describing serde format works, such as JSON, YAML and TOML. The input may be
//! hostile: its size and depth are limited before anything is made from it. Every mistake is
//! reported at once, with its path.
//!
//! Each trigger is checked, as its parser would. Whether a combination never fires, or an end
//! comes before a start, is left to [`AnyTrigger::check`]: a trigger may have been fine when it
//! was written.
//!
//! # Stability
//!
//! What one version writes, all later ones of the same major version read as the same trigger.
//! New kinds and keys may be added, and a trigger that does not use them is written as before;
//! so older versions read everything that they know, and refuse the rest by name instead of
//! ignoring it. There is no version number in the form: a key that changed its meaning would
//! get a new name.

mod keys;
mod kind_errors;
mod limits;
mod read;
mod read_value;
mod refusal;
mod value;
mod write;
mod write_value;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};

pub use self::limits::{MAX_DEPTH, MAX_MEMBERS};
#[doc(hidden)]
pub use self::value::Value;
use crate::{
    AndTrigger, AnyTrigger, CalendarIntervalTrigger, CronTrigger, DateTrigger, IntervalTrigger, OrTrigger,
};

impl Serialize for AnyTrigger {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        write::trigger(self).map_err(ser::Error::custom)?.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for AnyTrigger {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read::trigger(Value::read(deserializer, &limits::too_deep())?).map_err(de::Error::custom)
    }
}

/// A trigger of one kind is written as any trigger is, and reads only its kind.
macro_rules! one_kind {
    ($($trigger:ident $variant:ident $name:literal),+) => {$(
        impl Serialize for $trigger {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                AnyTrigger::from(self.clone()).serialize(serializer)
            }
        }

        impl<'de> Deserialize<'de> for $trigger {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                match AnyTrigger::deserialize(deserializer)? {
                    AnyTrigger::$variant(trigger) => Ok(trigger),
                    _ => Err(de::Error::custom(concat!("a trigger with `", $name, "` is expected"))),
                }
            }
        }
    )+};
}

one_kind!(
    CronTrigger Cron "cron",
    IntervalTrigger Interval "interval",
    DateTrigger Date "date",
    CalendarIntervalTrigger CalendarInterval "calendar_interval",
    AndTrigger And "and",
    OrTrigger Or "or"
);
