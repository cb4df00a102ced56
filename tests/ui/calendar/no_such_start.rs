use aps_runtime::prelude::*;

#[scheduled_job(calendar_interval(years = 1, start_date = "2030-02-29"))]
fn report() {}

fn main() {}
