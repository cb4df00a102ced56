use aps_runtime::prelude::*;

#[scheduled_job(calendar_interval(start_date = "2030-01-31"))]
fn report() {}

fn main() {}
