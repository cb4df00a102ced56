use aps_runtime::prelude::*;

#[job]
enum Report {}

fn main() {}
