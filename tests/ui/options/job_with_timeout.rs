use aps_runtime::prelude::*;

#[job(timeout = "5m")]
fn report() {}

fn main() {}
