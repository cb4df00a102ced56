use aps_runtime::prelude::*;

#[scheduled_job(interval(hour = 2))]
fn report() {}

fn main() {}
