use aps_runtime::prelude::*;

#[scheduled_job(calendar_interval(days = 1, hour = 24))]
fn report() {}

fn main() {}
