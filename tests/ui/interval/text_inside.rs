use aps_runtime::prelude::*;

#[scheduled_job(interval("2h"))]
fn report() {}

fn main() {}
