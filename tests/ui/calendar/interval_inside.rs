use aps_runtime::prelude::*;

#[scheduled_job(calendar_interval(interval(hours = 2)))]
fn report() {}

fn main() {}
