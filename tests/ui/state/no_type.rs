use aps_runtime::prelude::*;

#[job]
fn report(_db: State) {}

fn main() {}
