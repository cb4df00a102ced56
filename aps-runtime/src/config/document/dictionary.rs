//! APScheduler's dotted dictionary.

use std::sync::Arc;

use super::fault::{Fault, Faults};
use super::nesting::Tree;
use super::node::{Entry, Node, Value};
use super::place::Place;

/// Unfolds a dictionary such as `{"apscheduler.job_defaults.max_instances": "3"}`, which
/// [`from_serde`](super::from_serde) has read. Keys without the prefix are ignored, as
/// APScheduler does; without a prefix none are.
///
/// As there, only the keys of the dictionary itself are unfolded, not those of dictionaries in
/// it; and of a text is made what is wanted.
pub(crate) fn read_dictionary(dictionary: Node, prefix: &str, faults: &mut Faults) -> Node {
    let mut tree = Tree::new();
    let Value::Map(entries) = dictionary.value else {
        let headline = format!("a dictionary is expected, not {}", dictionary.kind());
        faults.push(Fault::new(Place::Unknown, "", headline));
        return Node::empty();
    };
    for Entry { key, mut value, .. } in entries {
        let Some(path) = key.strip_prefix(prefix) else { continue };
        let place = Place::Key(Arc::from(key.as_str()));
        if path.split('.').any(str::is_empty) {
            let headline = format!("`{}` has an empty part", super::privacy::shown_key(&key));
            faults.push(Fault::new(place, "", headline));
            continue;
        }
        value.put_at(&place);
        value.loosen();
        tree.put(&path.split('.').collect::<Vec<_>>(), value, faults);
    }
    tree.finish(faults)
}
