use aps_runtime::prelude::*;

#[job]
fn report(_to: impl Into<String>) {}

fn main() {}
