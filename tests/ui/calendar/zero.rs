use aps_runtime::prelude::*;

#[scheduled_job(calendar_interval(months = 0))]
fn report() {}

fn main() {}
