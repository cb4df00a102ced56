use aps_runtime::prelude::*;

#[job]
println!("report");

fn main() {}
