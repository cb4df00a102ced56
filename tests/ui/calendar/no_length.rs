use aps_runtime::prelude::*;

#[scheduled_job(calendar_interval(hour = 15))]
fn report() {}

fn main() {}
