use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Count, Length};
use crate::job::Retry;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object of `attempts`, `delay`, `factor` and `max_delay`")]
struct RetryData {
    attempts: Count,
    #[serde(default = "delay")]
    delay: Length,
    #[serde(default = "factor")]
    factor: Count,
    #[serde(default = "max_delay")]
    max_delay: Length,
}

fn delay() -> Length {
    Length(Retry::DELAY)
}

fn factor() -> Count {
    Count(Retry::FACTOR)
}

fn max_delay() -> Length {
    Length(Retry::MAX_DELAY)
}

impl Serialize for Retry {
    /// An object of `attempts`, `delay`, `factor` and `max_delay`, with times in seconds.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Retry { attempts, delay, factor, max_delay } = *self;
        let (attempts, factor) = (Count(attempts), Count(factor));
        RetryData { attempts, delay: Length(delay), factor, max_delay: Length(max_delay) }
            .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Retry {
    /// As it is written, or with `attempts` only; times may also be lengths such as `"1s"`.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let RetryData { attempts, delay, factor, max_delay } = RetryData::deserialize(deserializer)?;
        Ok(Retry { attempts: attempts.0, delay: delay.0, factor: factor.0, max_delay: max_delay.0 })
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;
    use std::time::Duration;

    use serde_json::json;

    use super::super::tests::{is_written, refusal};
    use super::*;

    #[test]
    fn all_of_it_is_written_and_attempts_are_enough() {
        is_written(&Retry::NEVER, json!({"attempts": 1, "delay": 1, "factor": 2, "max_delay": 300}));
        let read: Retry =
            serde_json::from_value(json!({"attempts": 4, "delay": "10s", "max_delay": "1m"})).unwrap();
        let expected = Retry::attempts(NonZeroU32::new(4).unwrap()).delay(Duration::from_secs(10));
        assert_eq!(read, expected.max_delay(Duration::from_secs(60)));
        assert_eq!(serde_json::from_value::<Retry>(json!({"attempts": 1})).unwrap(), Retry::NEVER);
    }

    #[test]
    fn what_is_missing_or_unknown_is_told() {
        let told =
            [refusal::<Retry>(json!({"delay": 1})), refusal::<Retry>(json!({"attempts": 1, "times": 2}))];
        assert_eq!(
            told.join("\n"),
            "\
missing field `attempts`
unknown field `times`, expected one of `attempts`, `delay`, `factor`, `max_delay`"
        );
    }
}
