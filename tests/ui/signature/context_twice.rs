use aps_runtime::prelude::*;

#[job]
fn report(_one: JobContext, _two: JobContext) {}

fn main() {}
