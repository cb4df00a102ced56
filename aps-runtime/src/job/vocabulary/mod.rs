//! How what is said of a job is written as data: one vocabulary, with the keys of the
//! attribute, for configuration, exports and rows of a database.
//!
//! | of | written as | read as well from |
//! |---|---|---|
//! | a length of time | seconds, as a number | a text such as `"5m"` |
//! | `misfire_grace_time`, `timeout` | the same; `null` for no limit | `"none"` |
//! | `max_instances`, `attempts`, `factor` | a whole number from 1 | |
//! | `retry` | an object of `attempts`, `delay`, `factor` and `max_delay` | `attempts` alone |
//! | `on_node_loss` | `"abandon"` or `"rerun"` | |
//!
//! What is written reads as the same, to the nanosecond.

mod count;
mod id;
#[cfg(any(feature = "config", feature = "_stored"))]
mod job_data;
mod length;
mod limit;
mod on_node_loss;
mod retry;
#[cfg(any(feature = "config", feature = "_stored"))]
mod word;
#[cfg(any(feature = "config", feature = "_stored"))]
mod written_job;

#[cfg(any(feature = "config", feature = "_stored"))]
use serde::{Deserialize, Deserializer};

pub(crate) use count::Count;
#[cfg(any(feature = "config", feature = "_stored"))]
pub(crate) use job_data::{JobData, RunTime};
pub(crate) use length::Length;
pub(crate) use limit::Timeout;
#[cfg(any(feature = "config", feature = "_stored"))]
pub(crate) use written_job::WrittenJob;

#[cfg(any(feature = "config", feature = "_stored"))]
/// Of a key that may be left out and may be `null`: that it is there.
pub(crate) fn present<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
}

#[cfg(test)]
mod tests {
    use serde::Serialize;
    use serde::de::DeserializeOwned;
    use serde_json::{Value, json};

    /// That a value is written so, and read back.
    pub(super) fn is_written<T>(value: &T, expected: Value)
    where
        T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug,
    {
        assert_eq!(serde_json::to_value(value).unwrap(), expected);
        let text = expected.to_string();
        assert_eq!(serde_json::from_str::<T>(&text).unwrap(), *value, "{text}");
    }

    pub(super) fn refusal<T: DeserializeOwned + std::fmt::Debug>(value: Value) -> String {
        serde_json::from_value::<T>(value).unwrap_err().to_string()
    }

    /// What is told where neither a number nor a text was expected.
    #[test]
    fn another_kind_of_value_is_told_with_what_is_expected() {
        use crate::job::{JobId, MisfireGraceTime, OnNodeLoss, Retry};
        let told = [
            refusal::<super::Length>(json!(true)),
            refusal::<MisfireGraceTime>(json!([])),
            refusal::<super::Count>(json!("3")),
            refusal::<super::Count>(json!(0)),
            refusal::<OnNodeLoss>(json!(1)),
            refusal::<Retry>(json!(3)),
            refusal::<JobId>(json!(7)),
        ];
        assert_eq!(
            told.join("\n"),
            "\
invalid type: boolean `true`, expected seconds, or a length of time such as `\"5m\"`
invalid type: sequence, expected seconds, a length of time such as `\"5m\"`, or `\"none\"`
invalid type: string \"3\", expected a whole number from 1
invalid value: integer `0`, expected a whole number from 1
invalid type: integer `1`, expected `\"abandon\"` or `\"rerun\"`
invalid type: integer `3`, expected an object of `attempts`, `delay`, `factor` and `max_delay`
invalid type: integer `7`, expected the id of a job"
        );
    }
}
