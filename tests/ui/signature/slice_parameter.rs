use aps_runtime::prelude::*;

#[job]
fn report(_rows: &[u8]) {}

fn main() {}
