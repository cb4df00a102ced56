use std::fmt;
use std::time::Duration;

use aps_triggers::interval::parse_length_or_zero;
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::ser::{Serialize, Serializer};

/// A length of time as data: seconds, or a text as the attributes take it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Length(pub(crate) Duration);

impl Serialize for Length {
    /// A number; a text in seconds where a number would lose digits.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (whole, nanos) = (self.0.as_secs(), self.0.subsec_nanos());
        match nanos {
            0 => serializer.serialize_u64(whole),
            _ if whole < EXACT => serializer.serialize_f64(self.0.as_secs_f64()),
            _ => serializer.collect_str(&format_args!("{whole}.{nanos:09}s")),
        }
    }
}

/// Below it a nanosecond is many times what a float distinguishes. Not all readers of JSON
/// get the last bit right.
const EXACT: u64 = 1_000_000;

impl<'de> Deserialize<'de> for Length {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LengthVisitor).map(Length)
    }
}

/// Also for what is a length or something else.
pub(super) struct LengthVisitor;

impl Visitor<'_> for LengthVisitor {
    type Value = Duration;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("seconds, or a length of time such as `\"5m\"`")
    }

    fn visit_u64<E: Error>(self, seconds: u64) -> Result<Duration, E> {
        Ok(Duration::from_secs(seconds))
    }

    fn visit_i64<E: Error>(self, seconds: i64) -> Result<Duration, E> {
        u64::try_from(seconds).map(Duration::from_secs).map_err(|_| no_length(&seconds))
    }

    fn visit_i128<E: Error>(self, seconds: i128) -> Result<Duration, E> {
        u64::try_from(seconds).map(Duration::from_secs).map_err(|_| no_length(&seconds))
    }

    fn visit_u128<E: Error>(self, seconds: u128) -> Result<Duration, E> {
        u64::try_from(seconds).map(Duration::from_secs).map_err(|_| no_length(&seconds))
    }

    fn visit_f64<E: Error>(self, seconds: f64) -> Result<Duration, E> {
        Duration::try_from_secs_f64(seconds).map_err(|_| no_length(&seconds))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Duration, E> {
        if let Some(length) = exact_seconds(text) {
            return Ok(length);
        }
        parse_length_or_zero(text).map_err(|errors| {
            // The parser takes every length for that of an interval.
            E::custom(errors.to_string().replacen("invalid interval", "invalid length of time", 1))
        })
    }
}

fn no_length<E: Error>(seconds: &dyn fmt::Debug) -> E {
    E::custom(format_args!(
        "`{seconds:?}` is no length of time\n  = help: give seconds, or a length of time such as `\"5m\"`"
    ))
}

/// `90s` or `1.5s`, also none at all, and beyond what an interval may last.
fn exact_seconds(text: &str) -> Option<Duration> {
    let seconds = text.strip_suffix('s')?;
    let (whole, fraction) = seconds.split_once('.').unwrap_or((seconds, "0"));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(whole) || !is_number(fraction) || fraction.len() > NANO_DIGITS {
        return None;
    }
    let nanos = format!("{fraction:0<NANO_DIGITS$}").parse().ok()?;
    Some(Duration::new(whole.parse().ok()?, nanos))
}

const NANO_DIGITS: usize = 9;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::super::tests::{is_written, refusal};
    use super::*;

    #[test]
    fn seconds_are_numbers_as_long_as_these_are_exact() {
        for (seconds, nanos, written) in [
            (0, 0, json!(0)),
            (90, 0, json!(90)),
            (0, 1, json!(1e-9)),
            (1, 500_000_000, json!(1.5)),
            (u64::MAX, 0, json!(u64::MAX)),
            (1_000_000, 1, json!("1000000.000000001s")),
            (u64::MAX, 999_999_999, json!("18446744073709551615.999999999s")),
        ] {
            is_written(&Length(Duration::new(seconds, nanos)), written);
        }
    }

    #[test]
    fn a_length_is_also_read_as_the_attributes_take_it() {
        for (given, millis) in
            [("5m", 300_000), ("1h 30m", 5_400_000), ("1.5 hours", 5_400_000), ("500ms", 500), ("0m", 0)]
        {
            let length: Length = serde_json::from_value(json!(given)).unwrap();
            assert_eq!(length.0, Duration::from_millis(millis));
        }
    }

    #[test]
    fn what_is_no_length_is_told_with_what_was_meant() {
        let told = [
            json!("5 minuts"),
            json!("30"),
            json!("PT5M"),
            json!(-1),
            json!(-1.5),
            json!(1e300),
            json!("18446744073709551616s"),
        ];
        let told: Vec<_> = told.into_iter().map(refusal::<Length>).collect();
        assert_eq!(
            told.join("\n"),
            "\
invalid length of time: `minuts` is not a unit of time
  |
  | 5 minuts
  |   ^^^^^^
  |
  = help: did you mean `minutes`?
  = note: units are weeks, days, hours, minutes, seconds and ms
invalid length of time: `30` has no unit
  |
  | 30
  | ^^
  |
  = help: write `30s` for seconds, `30m` for minutes, `30h` for hours
  = note: units are weeks, days, hours, minutes, seconds and ms
invalid length of time: `PT5M` is not how a length of time is written
  |
  | PT5M
  | ^^^^
  |
  = help: write `5m`
`-1` is no length of time
  = help: give seconds, or a length of time such as `\"5m\"`
`-1.5` is no length of time
  = help: give seconds, or a length of time such as `\"5m\"`
`1e300` is no length of time
  = help: give seconds, or a length of time such as `\"5m\"`
invalid length of time: the length is too long to be counted
  |
  | 18446744073709551616s
  | ^^^^^^^^^^^^^^^^^^^^^"
        );
    }

    proptest! {
        #[test]
        fn every_length_comes_back_to_the_nanosecond(seconds: u64, small in 0_u64..2_000_000, nanos in 0_u32..1_000_000_000) {
            for seconds in [seconds, small] {
                let length = Length(Duration::new(seconds, nanos));
                let text = serde_json::to_string(&length).unwrap();
                prop_assert_eq!(serde_json::from_str::<Length>(&text).unwrap(), length, "{}", text);
            }
        }
    }
}
