use aps_runtime::prelude::*;

#[scheduled_job(run_date = "2030-01-31")]
fn report() {}

fn main() {}
