use aps_runtime::prelude::*;

#[job]
fn report(_context: &mut JobContext) {}

fn main() {}
