use aps_runtime::prelude::*;

#[scheduled_job(date = "2030-01-31", end_date = "2031-01-31")]
fn report() {}

fn main() {}
