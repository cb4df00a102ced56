use aps_runtime::prelude::*;

#[scheduled_job(calendar_interval(days = 1, start_date = "2030-01-31 08:00"))]
fn report() {}

fn main() {}
