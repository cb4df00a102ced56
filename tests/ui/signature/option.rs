use aps_runtime::prelude::*;

#[job]
fn report() -> Option<u32> {
    None
}

fn main() {}
