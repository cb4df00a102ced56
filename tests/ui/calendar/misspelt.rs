use aps_runtime::prelude::*;

#[scheduled_job(calender_interval(months = 1))]
fn report() {}

fn main() {}
