use aps_runtime::prelude::*;

#[scheduled_job(calendar_interval(days = 1, hours = 15))]
fn report() {}

fn main() {}
