use aps_runtime::prelude::*;

#[job(args = ("ann", 5))]
fn mail(_to: String, _count: u32) {}

fn main() {}
