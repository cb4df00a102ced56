use aps_runtime::prelude::*;

#[scheduled_job(calendar_interval(days = 1, start_date = "2030-01-31", end_date = "2029-01-31"))]
fn report() {}

fn main() {}
