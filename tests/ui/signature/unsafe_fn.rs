use aps_runtime::prelude::*;

#[job]
unsafe fn report() {}

fn main() {}
