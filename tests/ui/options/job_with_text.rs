use aps_runtime::prelude::*;

#[job("report")]
fn report() {}

fn main() {}
