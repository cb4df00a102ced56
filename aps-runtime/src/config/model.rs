//! What a configuration can say. All of it may be left out, so that each source says a part.

use std::collections::BTreeMap;
use std::time::Duration;

use aps_triggers::{AnyTrigger, TimeZone};
use serde::Deserialize;
use serde::de::{Deserializer, Error, IgnoredAny};

use crate::job::vocabulary::{Count, Length, Timeout, present};
use crate::job::{JobId, JobOptions, MisfireGraceTime, OnNodeLoss, Retry};

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
    /// Each is read by itself, as a [`JobSection`].
    pub(crate) jobs: Vec<IgnoredAny>,
}

/// A section with what may be said of one job and of all of them, in the words of the attribute.
macro_rules! section {
    ($(#[$meta:meta])* struct $name:ident { $($own:tt)* }) => {
        $(#[$meta])*
        #[derive(Debug, Deserialize, PartialEq)]
        #[serde(deny_unknown_fields)]
        pub(crate) struct $name {
            $($own)*
            coalesce: Option<bool>,
            max_instances: Option<Count>,
            #[serde(default, deserialize_with = "present")]
            misfire_grace_time: Option<MisfireGraceTime>,
            #[serde(default, deserialize_with = "present")]
            timeout: Option<Timeout>,
            retry: Option<Retry>,
            on_node_loss: Option<OnNodeLoss>,
        }

        impl $name {
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
    };
}

section! {
    /// What holds for jobs that do not say otherwise.
    #[derive(Default)]
    struct JobDefaultsSection {}
}

section! {
    /// A job.
    struct JobSection {
        pub(crate) id: JobId,
        pub(crate) function: String,
        pub(crate) trigger: AnyTrigger,
        #[serde(default)]
        pub(crate) args: Vec<serde_json::Value>,
        pub(crate) name: Option<String>,
        pub(crate) executor: Option<String>,
        pub(crate) jobstore: Option<String>,
        #[serde(default)]
        pub(crate) paused: bool,
        #[serde(default)]
        pub(crate) tags: Vec<String>,
        #[serde(default)]
        pub(crate) metadata: BTreeMap<String, String>,
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
