use aps_runtime::prelude::*;

#[job]
type Report = fn();

fn main() {}
