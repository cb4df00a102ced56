use aps_runtime::prelude::*;

#[job]
struct Report;

fn main() {}
