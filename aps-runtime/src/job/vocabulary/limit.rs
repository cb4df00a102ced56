//! Lengths of time that may be without limit.

use std::fmt;
use std::time::Duration;

use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::ser::{Serialize, Serializer};

use super::length::{Length, LengthVisitor};
use crate::job::MisfireGraceTime;

/// A length of time, or without limit: `null` or `"none"`.
struct Limit(Option<Duration>);

impl Serialize for Limit {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.map(Length).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Limit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LimitVisitor).map(Limit)
    }
}

struct LimitVisitor;

/// The numbers, as a length has them.
macro_rules! as_length {
    ($($method:ident: $number:ty),+) => {$(
        fn $method<E: Error>(self, seconds: $number) -> Result<Self::Value, E> {
            LengthVisitor.$method(seconds).map(Some)
        }
    )+};
}

impl Visitor<'_> for LimitVisitor {
    type Value = Option<Duration>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("seconds, a length of time such as `\"5m\"`, or `\"none\"`")
    }

    as_length!(visit_u64: u64, visit_i64: i64, visit_u128: u128, visit_i128: i128, visit_f64: f64);

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        match text {
            "none" => Ok(None),
            _ if NONE_MEANT.iter().any(|meant| text.eq_ignore_ascii_case(meant)) => Err(E::custom(
                format_args!("`{text}` is no length of time\n  = help: write `none` for no limit"),
            )),
            _ => LengthVisitor.visit_str(text).map(Some),
        }
    }
}

/// What others call no limit.
const NONE_MEANT: [&str; 6] = ["none", "null", "unlimited", "infinite", "never", "forever"];

impl Serialize for MisfireGraceTime {
    /// Seconds, or nothing for [`Unlimited`](Self::Unlimited).
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let limit = match *self {
            MisfireGraceTime::Unlimited => None,
            MisfireGraceTime::Within(limit) => Some(limit),
        };
        Limit(limit).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for MisfireGraceTime {
    /// Seconds, a length such as `"5m"`, or `"none"` or nothing for [`Unlimited`](Self::Unlimited).
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Limit::deserialize(deserializer).map(|Limit(limit)| limit.into())
    }
}

/// How long a run may take; `None` is without limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Timeout(pub(crate) Option<Duration>);

impl Serialize for Timeout {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Limit(self.0).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Timeout {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Limit::deserialize(deserializer)? {
            Limit(Some(Duration::ZERO)) => Err(Error::custom(
                "`0` is no timeout, since no run could end in time\n  = help: write `none` for no limit",
            )),
            Limit(limit) => Ok(Timeout(limit)),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::tests::{is_written, refusal};
    use super::*;

    #[test]
    fn no_limit_is_null_and_may_be_called_none() {
        is_written(&MisfireGraceTime::Unlimited, json!(null));
        is_written(&MisfireGraceTime::Within(Duration::ZERO), json!(0));
        is_written(&Timeout(Some(Duration::from_millis(1500))), json!(1.5));
        assert_eq!(
            serde_json::from_value::<MisfireGraceTime>(json!("none")).unwrap(),
            MisfireGraceTime::Unlimited
        );
        let five_minutes = MisfireGraceTime::Within(Duration::from_secs(300));
        assert_eq!(serde_json::from_value::<MisfireGraceTime>(json!("5m")).unwrap(), five_minutes);
    }

    #[test]
    fn what_is_no_limit_is_told_with_what_was_meant() {
        let told = [
            refusal::<MisfireGraceTime>(json!("None")),
            refusal::<MisfireGraceTime>(json!(-5)),
            refusal::<Timeout>(json!("0s")),
        ];
        assert_eq!(
            told.join("\n"),
            "\
`None` is no length of time
  = help: write `none` for no limit
`-5` is no length of time
  = help: give seconds, or a length of time such as `\"5m\"`
`0` is no timeout, since no run could end in time
  = help: write `none` for no limit"
        );
    }
}
