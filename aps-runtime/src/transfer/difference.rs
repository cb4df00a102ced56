use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::report::Difference;
use crate::job::JobRecord;
use crate::job::vocabulary::WrittenJob;

/// What is different in two jobs of a store, by the keys under which it is written. It is
/// nothing if they are the same but for their revisions.
pub(crate) fn differences(jobstore: &str, before: &JobRecord, after: &JobRecord) -> Vec<Difference> {
    let (before, after) = (keys(jobstore, before), keys(jobstore, after));
    let known: BTreeSet<_> = before.keys().chain(after.keys()).collect();
    let changed = known.into_iter().filter(|key| before.get(*key) != after.get(*key));
    changed.map(|key| Difference::new(key, before.get(key), after.get(key))).collect()
}

fn keys(jobstore: &str, job: &JobRecord) -> Map<String, Value> {
    match serde_json::to_value(WrittenJob::to_compare(jobstore, job)) {
        Ok(Value::Object(keys)) => keys,
        // Its trigger is a value already, and the rest is never refused.
        _ => Map::new(),
    }
}
