use aps_runtime::prelude::*;

#[scheduled_job(interval(hours = 1, start_date = "2031-01-31", end_date = "2030-01-31"))]
fn report() {}

fn main() {}
