use aps_runtime::prelude::*;

#[scheduled_job(interval(start_date = "2030-01-31"))]
fn report() {}

fn main() {}
