use aps_runtime::prelude::*;

#[job]
fn report() -> String {
    String::new()
}

fn main() {}
