use aps_runtime::prelude::*;

#[job]
fn report() -> u32 {
    7
}

fn main() {}
