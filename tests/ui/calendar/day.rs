use aps_runtime::prelude::*;

#[scheduled_job(calendar_interval(months = 1, day = 15))]
fn report() {}

fn main() {}
