use aps_runtime::prelude::*;

#[job]
unsafe extern "C" fn report(_first: i32, _rest: ...) {}

fn main() {}
