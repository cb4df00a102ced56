use aps_runtime::prelude::*;

#[job]
trait Report {}

fn main() {}
