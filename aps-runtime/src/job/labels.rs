use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::error::Error;

/// Tags and metadata that a user attaches to a job. The scheduler does not look at them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Labels {
    tags: BTreeSet<String>,
    metadata: BTreeMap<String, String>,
}

impl Labels {
    /// The tags, sorted.
    pub fn tags(&self) -> impl Iterator<Item = &str> {
        self.tags.iter().map(String::as_str)
    }

    /// Whether it has this tag.
    pub fn has_tag(&self, tag: &str) -> bool {
        self.tags.contains(tag)
    }

    /// The keys and their values, sorted by key.
    pub fn metadata(&self) -> impl Iterator<Item = (&str, &str)> {
        self.metadata.iter().map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// What was noted down, if it is anything.
    pub(crate) fn of(tags: BTreeSet<String>, metadata: BTreeMap<String, String>) -> Option<Arc<Self>> {
        let labels = Labels { tags, metadata };
        (!labels.is_empty()).then(|| Arc::new(labels))
    }

    fn is_empty(&self) -> bool {
        self.tags.is_empty() && self.metadata.is_empty()
    }
}

/// One change of the labels of a job.
#[derive(Debug, Clone)]
pub(crate) enum LabelChange {
    Tag(String),
    Untag(String),
    Metadata(String, String),
    NoMetadata(String),
}

impl LabelChange {
    pub(crate) fn tag(tag: String) -> Result<Self, Error> {
        if tag.is_empty() {
            return Err(Error::empty("`tag`", "write a word to find the job by: `.tag(\"nightly\")`"));
        }
        Ok(LabelChange::Tag(tag))
    }

    pub(crate) fn metadata(key: String, value: String) -> Result<Self, Error> {
        if key.is_empty() {
            let help = "write under which word to note it down: `.metadata(\"owner\", \"ann\")`";
            return Err(Error::empty("the key of `metadata`", help));
        }
        Ok(LabelChange::Metadata(key, value))
    }

    /// Changes the labels of a record, which has none at all if they are empty.
    pub(crate) fn apply_all(changes: &[LabelChange], labels: &mut Option<Arc<Labels>>) {
        if changes.is_empty() {
            return;
        }
        let mut result = labels.as_deref().cloned().unwrap_or_default();
        for change in changes {
            change.apply(&mut result);
        }
        *labels = (!result.is_empty()).then(|| Arc::new(result));
    }

    fn apply(&self, labels: &mut Labels) {
        match self.clone() {
            LabelChange::Tag(tag) => drop(labels.tags.insert(tag)),
            LabelChange::Untag(tag) => drop(labels.tags.remove(&tag)),
            LabelChange::Metadata(key, value) => drop(labels.metadata.insert(key, value)),
            LabelChange::NoMetadata(key) => drop(labels.metadata.remove(&key)),
        }
    }
}
