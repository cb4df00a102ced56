use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;
#[cfg(feature = "_stored")]
use std::sync::Arc;

use aps_triggers::AnyTrigger;
use chrono::{DateTime, SecondsFormat, Utc};
use serde::de::{Deserializer, Error, Visitor};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;

use super::word::{by_words, word, words};
use super::{Count, Timeout, present};
#[cfg(feature = "_stored")]
use crate::job::{Arguments, Callee, JobRecord, JobSettings, Labels};
use crate::job::{JobId, MisfireGraceTime, OnNodeLoss, Retry};

/// A job as data, in the words of the attribute. What is left out, the scheduler fills in.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a job, with `id`, `function` and `trigger`")]
pub(crate) struct JobData {
    pub(crate) id: JobId,
    /// The registered name.
    pub(crate) function: String,
    #[serde(default)]
    pub(crate) args: Vec<Value>,
    pub(crate) trigger: AnyTrigger,
    pub(crate) next_run_time: Option<RunTime>,
    #[serde(default)]
    pub(crate) paused: bool,
    #[serde(default, deserialize_with = "word")]
    pub(crate) name: Option<String>,
    pub(crate) executor: Option<String>,
    pub(crate) jobstore: Option<String>,
    pub(crate) coalesce: Option<bool>,
    pub(crate) max_instances: Option<Count>,
    #[serde(default, deserialize_with = "present")]
    pub(crate) misfire_grace_time: Option<MisfireGraceTime>,
    #[serde(default, deserialize_with = "present")]
    pub(crate) timeout: Option<Timeout>,
    pub(crate) retry: Option<Retry>,
    pub(crate) on_node_loss: Option<OnNodeLoss>,
    #[serde(default, deserialize_with = "words")]
    pub(crate) tags: BTreeSet<String>,
    #[serde(default, deserialize_with = "by_words")]
    pub(crate) metadata: BTreeMap<String, String>,
}

/// A row of a database: all of it is there, since all of it was written.
#[cfg(feature = "_stored")]
impl JobData {
    pub(crate) fn into_record(
        self,
        next_run_time: DateTime<Utc>,
        paused: bool,
        revision: u64,
    ) -> Result<JobRecord, String> {
        let missing = |key: &str| format!("missing field `{key}`");
        let Count(max_instances) = self.max_instances.ok_or_else(|| missing("max_instances"))?;
        let Timeout(timeout) = self.timeout.ok_or_else(|| missing("timeout"))?;
        let settings = JobSettings {
            name: self.name.map(Into::into),
            executor: self.executor.ok_or_else(|| missing("executor"))?.into(),
            coalesce: self.coalesce.ok_or_else(|| missing("coalesce"))?,
            max_instances,
            misfire_grace_time: self.misfire_grace_time.ok_or_else(|| missing("misfire_grace_time"))?,
            timeout,
            retry: self.retry.ok_or_else(|| missing("retry"))?,
            on_node_loss: self.on_node_loss.ok_or_else(|| missing("on_node_loss"))?,
        };
        Ok(JobRecord {
            id: self.id,
            function: Callee::Registered(self.function.into()),
            arguments: Arguments::from_json(self.args),
            trigger: self.trigger,
            settings: Arc::new(settings),
            next_run_time,
            paused,
            labels: Labels::of(self.tags, self.metadata),
            revision,
        })
    }
}

/// An instant, in RFC 3339.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RunTime(pub(crate) DateTime<Utc>);

impl fmt::Display for RunTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }
}

impl FromStr for RunTime {
    type Err = chrono::ParseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // RFC 3339 ends with the year 9999, and time does not.
        let far = || text.parse::<DateTime<Utc>>().ok().filter(|_| text.starts_with(['+', '-']));
        DateTime::parse_from_rfc3339(text).map(Into::into).or_else(|error| far().ok_or(error)).map(RunTime)
    }
}

impl Serialize for RunTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for RunTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(RunTimeVisitor)
    }
}

struct RunTimeVisitor;

impl Visitor<'_> for RunTimeVisitor {
    type Value = RunTime;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an instant such as `2030-01-31T08:00:00Z`")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<RunTime, E> {
        text.parse().map_err(|_| {
            E::custom(format_args!(
                "`{}` is no instant\n  = help: write a date, a time and an offset: `2030-01-31T08:00:00Z`",
                text.escape_debug()
            ))
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::tests::{is_written, refusal};
    use super::*;

    #[test]
    fn an_instant_is_written_in_utc_with_as_many_digits_as_it_needs() {
        let instant = |text: &str| RunTime(text.parse().unwrap());
        is_written(&instant("2026-11-23T01:00:00Z"), json!("2026-11-23T01:00:00Z"));
        is_written(&instant("2026-11-23T03:00:00.000000001+02:00"), json!("2026-11-23T01:00:00.000000001Z"));
        for far in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
            is_written(&RunTime(far), json!(far.to_rfc3339_opts(SecondsFormat::AutoSi, true)));
        }
        let with_offset: RunTime = serde_json::from_value(json!("2026-11-23T03:00:00+02:00")).unwrap();
        assert_eq!(with_offset, instant("2026-11-23T01:00:00Z"));
    }

    #[test]
    fn what_is_no_instant_is_told() {
        for wrong in ["tomorrow", "2026-11-23", "2026-11-23T01:00:00", "2026-02-30T01:00:00Z", ""] {
            assert_eq!(
                refusal::<RunTime>(json!(wrong)),
                format!(
                    "`{wrong}` is no instant\n  \
                     = help: write a date, a time and an offset: `2030-01-31T08:00:00Z`"
                )
            );
        }
    }

    #[test]
    fn only_what_is_what_and_when_has_to_be_said() {
        let job = json!({"id": "a", "function": "f", "trigger": {"interval": "1h"}});
        let read: JobData = serde_json::from_value(job.clone()).unwrap();
        assert_eq!((read.timeout, read.misfire_grace_time, read.paused), (None, None, false));
        let mut unlimited = job;
        unlimited["timeout"] = json!(null);
        unlimited["misfire_grace_time"] = json!(null);
        let read: JobData = serde_json::from_value(unlimited).unwrap();
        assert_eq!(read.timeout, Some(Timeout(None)));
        assert_eq!(read.misfire_grace_time, Some(MisfireGraceTime::Unlimited));
    }

    #[test]
    fn a_name_a_tag_and_a_key_say_something() {
        let job = json!({"id": "a", "function": "f", "trigger": {"interval": "1h"}});
        for (key, empty) in [("name", json!("")), ("tags", json!(["a", ""])), ("metadata", json!({"": "a"}))]
        {
            let mut job = job.clone();
            job[key] = empty;
            let told = "this text is empty\n  = help: leave it out, or write what it is to say";
            assert_eq!(refusal::<JobData>(job), told, "{key}");
        }
        let mut job = job;
        job["name"] = json!(null);
        job["metadata"] = json!({"a": ""});
        assert_eq!(serde_json::from_value::<JobData>(job).unwrap().metadata["a"], "");
    }
}
