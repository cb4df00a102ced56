use aps_runtime::prelude::*;

#[scheduled_job(calendar_interval(months = 1.5))]
fn report() {}

fn main() {}
