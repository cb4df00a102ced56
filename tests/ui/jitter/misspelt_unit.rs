use aps_runtime::prelude::*;

#[scheduled_job(interval("2h", jitter = "5 mintues"))]
fn report() {}

fn main() {}
