//! Whole documents, and what is said of them.

#![allow(clippy::needless_raw_string_hashes, reason = "expected texts are written by a tool")]
#![allow(clippy::too_many_lines, reason = "most are lines of an expected text")]

mod canaries;
mod decoding;
mod hostile;
mod layers;
mod mistakes;
mod places;

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use aps_triggers::{AnyTrigger, TimeZone};
use serde::{Deserialize, Deserializer};

use super::{Environment, Faults, Format, Node, decode, decode_under, read_text};

/// Something like a configuration.
#[derive(Deserialize, Debug, Default)]
#[serde(default, deny_unknown_fields)]
struct Model {
    #[serde(deserialize_with = "zone")]
    timezone: Option<TimeZone>,
    jobstore_retry_interval: Option<f64>,
    expect_jobs: Vec<String>,
    job_defaults: Defaults,
    jobstores: BTreeMap<String, Node>,
    executors: BTreeMap<String, Pool>,
    jobs: Vec<Job>,
}

fn zone<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<TimeZone>, D::Error> {
    let name = String::deserialize(deserializer)?;
    TimeZone::get(&name).map(Some).map_err(serde::de::Error::custom)
}

#[derive(Deserialize, Debug, Default)]
#[serde(default)]
struct Defaults {
    coalesce: Option<bool>,
    max_instances: Option<NonZeroU32>,
    on_node_loss: Option<OnNodeLoss>,
}

#[derive(Deserialize, Debug, PartialEq)]
#[serde(rename_all = "snake_case")]
enum OnNodeLoss {
    Abandon,
    Rerun,
}

#[derive(Deserialize, Debug)]
#[expect(dead_code, reason = "what is read is shown")]
struct Pool {
    r#type: String,
    max_workers: Option<u16>,
}

#[derive(Deserialize, Debug)]
#[expect(dead_code, reason = "what is read is shown")]
struct Job {
    function: String,
    trigger: AnyTrigger,
    #[serde(default)]
    args: Vec<serde_json::Value>,
    max_instances: Option<NonZeroU32>,
}

#[derive(Deserialize, Debug)]
#[expect(dead_code, reason = "what is read is shown")]
struct Store {
    url: String,
    pool_size: Option<u8>,
}

/// The known keys at the top.
const KNOWN: [&str; 7] =
    ["timezone", "jobstore_retry_interval", "expect_jobs", "job_defaults", "jobstores", "executors", "jobs"];

fn name(format: Format) -> &'static str {
    match format {
        Format::Toml => "aps.toml",
        Format::Json => "aps.json",
        Format::Yaml => "aps.yaml",
    }
}

/// A text as a tree, which has to be right.
fn node(format: Format, text: &str) -> Node {
    let mut faults = Faults::new();
    let node = read_text(format, name(format), text, &Environment::default(), &mut faults);
    assert!(faults.is_empty(), "{faults}");
    node.unwrap()
}

/// A tree as data.
fn data(node: &Node) -> serde_json::Value {
    serde_json::to_value(node).unwrap()
}

/// What is made of a tree, and what is wrong with it. Stores are read as soon as it is known what they are.
fn model(node: &Node, faults: &mut Faults) -> Option<Model> {
    let model: Option<Model> = decode(node, faults);
    for (alias, options) in model.iter().flat_map(|model| &model.jobstores) {
        decode_under::<Store>(&format!("jobstores.{alias}"), options, faults);
    }
    model
}

/// Reads a text, and tells what is wrong with it.
fn told(format: Format, text: &str) -> String {
    let mut faults = Faults::new();
    if let Some(node) = read_text(format, name(format), text, &Environment::default(), &mut faults) {
        model(&node, &mut faults);
    }
    faults.to_string()
}
