//! One recorded question to APScheduler, and its answer.

use std::fmt;

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Map, Value};

/// A line of `data/apscheduler.jsonl`; the README beside it describes the format.
#[derive(Debug)]
pub(crate) struct Vector {
    pub(crate) id: String,
    pub(crate) group: String,
    pub(crate) kind: String,
    pub(crate) args: Map<String, Value>,
    pub(crate) timezone: String,
    /// Invalid input is refused before it can be asked.
    pub(crate) now: Option<DateTime<Utc>>,
    pub(crate) previous: Option<DateTime<Utc>>,
    /// When the trigger was made.
    pub(crate) constructed: DateTime<Utc>,
    /// How many fires are asked for.
    pub(crate) cap: usize,
    pub(crate) upstream: Answer,
    /// What APScheduler should have answered, where it did not.
    pub(crate) right: Option<Answer>,
    /// `str(trigger)`.
    pub(crate) text: Option<String>,
}

/// What a trigger does when it is made and asked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Answer {
    /// It is not made.
    Refused,
    /// It is made, but does not come back, or breaks down.
    Stuck,
    Fires {
        fires: Vec<DateTime<Utc>>,
        ended: bool,
    },
}

impl Vector {
    pub(crate) fn read(line: &str) -> Self {
        let Value::Object(mut object) = serde_json::from_str(line).unwrap() else { panic!("{line}") };
        let Some(Value::Object(args)) = object.remove("args") else { panic!("{line}") };
        let text = |key: &str| object.get(key).and_then(Value::as_str).map(str::to_owned);
        let time = |key: &str| text(key).map(|time| time.parse::<DateTime<Utc>>().unwrap());
        let known = |key: &str| text(key).unwrap_or_else(|| panic!("no {key}: {line}"));
        let right = match object.get("right_error") {
            Some(_) => Some(Answer::Refused),
            None => object.get("right").map(|fires| Answer::listed(fires, &object["right_ended"])),
        };
        let upstream = match object.get("expect_error") {
            None => Answer::listed(&object["expect"], &object["ended"]),
            Some(_) if known("group") == "invalid" => Answer::Refused,
            Some(_) => Answer::Stuck,
        };
        Self {
            id: known("id"),
            group: known("group"),
            kind: known("kind"),
            timezone: known("timezone"),
            now: time("now"),
            previous: time("prev"),
            constructed: time("clock_at_construction").or_else(|| time("now")).unwrap_or_default(),
            cap: object.get("cap").and_then(Value::as_u64).map_or(8, |cap| usize::try_from(cap).unwrap()),
            text: text("str"),
            args,
            upstream,
            right,
        }
    }
}

impl Answer {
    fn listed(fires: &Value, ended: &Value) -> Self {
        let fire = |fire: &Value| fire.as_str().unwrap().parse().unwrap();
        Self::Fires {
            fires: fires.as_array().unwrap().iter().map(fire).collect(),
            ended: ended.as_bool().unwrap(),
        }
    }
}

/// `refused`, or the fires in UTC, and `end` if there are no more.
impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Fires { fires, ended } = self else {
            return f.write_str(if *self == Self::Refused { "refused" } else { "stuck" });
        };
        let mut words: Vec<String> =
            fires.iter().map(|fire| fire.to_rfc3339_opts(SecondsFormat::AutoSi, true)).collect();
        if *ended {
            words.push("end".into());
        }
        f.write_str(&words.join(" "))
    }
}
