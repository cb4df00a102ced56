use aps_runtime::prelude::*;

#[job]
fn report() -> (u32, String) {
    (5, String::new())
}

fn main() {}
