use aps_runtime::prelude::*;

#[scheduled_job(interval = "1h", start_date = "2031-01-31", end_date = "2030-01-31")]
fn report() {}

fn main() {}
