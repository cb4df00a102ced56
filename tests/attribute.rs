//! What the attributes make of functions, seen through the registry.

mod attribute {
    mod arguments;
    mod baked_equals_parsed;
    mod entry_properties;
    mod expressions;
    mod forbid_unsafe;
    mod weird_usage;
}

use aps_runtime::{JobCall, JobFunction, Registry, ScheduledJob};

/// How many arguments a call carries. (What they are is nobody's business.)
fn argument_count(call: &JobCall) -> usize {
    let debug = format!("{call:?}");
    let counted = debug.split_once("Arguments(").and_then(|(_, rest)| rest.split_once(')'));
    counted.and_then(|(count, _)| count.parse().ok()).unwrap_or_else(|| panic!("no arguments in {debug}"))
}

/// The declared job with this id.
fn scheduled(id: &str) -> &'static ScheduledJob {
    let registry = Registry::linked().unwrap();
    registry.jobs().find(|job| job.id == id).unwrap_or_else(|| panic!("no job `{id}` in {registry:?}"))
}

/// The function registered under this name.
fn function(name: &str) -> &'static JobFunction {
    let registry = Registry::linked().unwrap();
    registry.function(name).unwrap_or_else(|| panic!("no function `{name}` in {registry:?}"))
}
