//! Texts that have to say something: names, tags and keys.

use std::collections::{BTreeMap, BTreeSet};

use serde::de::{Deserialize, Deserializer, Error};

/// A text that is not empty. Of several the one that is empty is told with its place.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Word(String);

impl<'de> Deserialize<'de> for Word {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text.is_empty() {
            return Err(D::Error::custom(
                "this text is empty\n  = help: leave it out, or write what it is to say",
            ));
        }
        Ok(Word(text))
    }
}

pub(super) fn word<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(Option::deserialize(deserializer)?.map(|Word(text)| text))
}

pub(super) fn words<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeSet<String>, D::Error> {
    let words = BTreeSet::deserialize(deserializer)?;
    Ok(words.into_iter().map(|Word(text)| text).collect())
}

/// By words, and each may be of nothing.
pub(super) fn by_words<'de, D>(deserializer: D) -> Result<BTreeMap<String, String>, D::Error>
where
    D: Deserializer<'de>,
{
    let by_words = BTreeMap::deserialize(deserializer)?;
    Ok(by_words.into_iter().map(|(Word(key), value)| (key, value)).collect())
}
