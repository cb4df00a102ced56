use aps_runtime::prelude::*;

#[job]
fn report(_context: &JobContext) {}

fn main() {}
