//! Triggers as data: one vocabulary for code, files, exports and database rows.

mod keys;
mod kind;
mod limits;
mod read;
mod read_value;
mod refusal;
mod value;
mod write;
mod write_value;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};

pub use self::limits::{MAX_DEPTH, MAX_MEMBERS};
use self::value::Value;
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
        read::trigger(Value::read(deserializer)?).map_err(de::Error::custom)
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
