use aps_runtime::prelude::*;

#[job]
fn report() -> bool {
    true
}

fn main() {}
