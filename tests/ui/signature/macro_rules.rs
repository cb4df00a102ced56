use aps_runtime::prelude::*;

#[job]
macro_rules! report {
    () => {};
}

fn main() {}
