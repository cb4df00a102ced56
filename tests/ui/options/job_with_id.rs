use aps_runtime::prelude::*;

#[job(id = "report")]
fn report() {}

fn main() {}
