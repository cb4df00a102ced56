use aps_runtime::prelude::*;

#[job]
fn report(_path: &std::path::Path) {}

fn main() {}
