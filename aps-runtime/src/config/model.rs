//! What a configuration can say. All of it may be left out, so that each source says a part.

use std::collections::BTreeMap;
use std::time::Duration;

use aps_triggers::TimeZone;
use serde::Deserialize;
use serde::de::{Deserializer, Error, IgnoredAny};

use crate::job::vocabulary::{Count, Length, Timeout, present};
use crate::job::{JobOptions, MisfireGraceTime, OnNodeLoss, Retry};

/// The whole of it.
#[expect(clippy::zero_sized_map_values, reason = "that it is a map is all that is asked here")]
#[derive(Debug, Default, Deserialize, PartialEq)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Model {
    pub(crate) timezone: Option<Zone>,
    pub(crate) jobstore_retry_interval: Option<Length>,
    pub(crate) default_executor: Option<String>,
    pub(crate) expect_jobs: Vec<String>,
    pub(crate) job_defaults: JobDefaultsSection,
    /// By alias. What stands in one depends on its type (`kinds.rs`).
    pub(crate) jobstores: BTreeMap<String, IgnoredAny>,
    /// The same.
    pub(crate) executors: BTreeMap<String, IgnoredAny>,
    /// Each is read by itself, as a [`JobData`](crate::job::vocabulary::JobData).
    pub(crate) jobs: Vec<IgnoredAny>,
}

/// What holds for jobs that do not say otherwise, in the words of the attribute.
#[derive(Debug, Default, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub(crate) struct JobDefaultsSection {
    coalesce: Option<bool>,
    max_instances: Option<Count>,
    #[serde(default, deserialize_with = "present")]
    misfire_grace_time: Option<MisfireGraceTime>,
    #[serde(default, deserialize_with = "present")]
    timeout: Option<Timeout>,
    retry: Option<Retry>,
    on_node_loss: Option<OnNodeLoss>,
}

impl JobDefaultsSection {
    pub(crate) fn options(&self) -> JobOptions {
        JobOptions {
            coalesce: self.coalesce,
            max_instances: self.max_instances.map(|Count(count)| count),
            misfire_grace_time: self.misfire_grace_time,
            timeout: self.timeout.map(|Timeout(timeout)| timeout.unwrap_or(Duration::MAX)),
            retry: self.retry,
            on_node_loss: self.on_node_loss,
            ..JobOptions::DEFAULT
        }
    }
}

/// A time zone by its name.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Zone(pub(crate) TimeZone);

impl<'de> Deserialize<'de> for Zone {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        TimeZone::get(&name).map(Zone).map_err(D::Error::custom)
    }
}
