use aps_runtime::prelude::*;

#[job(max_instances = 3)]
fn report() {}

fn main() {}
