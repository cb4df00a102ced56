use aps_runtime::prelude::*;

#[job]
fn report(_to: &str) {}

fn main() {}
