use aps_runtime::prelude::*;

#[job(jitter = "5m")]
fn report() {}

fn main() {}
