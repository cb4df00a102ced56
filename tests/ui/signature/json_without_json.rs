use aps_runtime::prelude::*;

#[job]
fn report() -> Json<u32> {
    5
}

fn main() {}
