use aps_runtime::prelude::*;

#[scheduled_job(interval = "1h", max_runs = 3)]
fn report() {}

fn main() {}
