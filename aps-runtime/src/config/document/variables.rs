//! A configuration from `APS_…` variables.

use super::environment::Environment;
use super::fault::Faults;
use super::node::Node;

/// What the environment says.
#[derive(Debug)]
pub(crate) struct Variables {
    /// A map, of what stands in the variables that were meant for us.
    pub(crate) node: Node,
    /// The names of those that begin with `APS_`, and say nothing that is known.
    pub(crate) ignored: Vec<String>,
}

/// Reads `APS_…` variables. `known` are the keys at the top of a configuration.
pub(crate) fn read_variables(environment: &Environment, known: &[&str], faults: &mut Faults) -> Variables {
    let _ = (environment, known, faults);
    Variables { node: Node::empty(), ignored: Vec::new() }
}
