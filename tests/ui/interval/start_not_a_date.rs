use aps_runtime::prelude::*;

#[scheduled_job(interval(hours = 1, start_date = "now"))]
fn report() {}

fn main() {}
