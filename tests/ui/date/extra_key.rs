use aps_runtime::prelude::*;

#[scheduled_job(date(run_date = "2030-01-31", hour = 5))]
fn report() {}

fn main() {}
