use aps_runtime::prelude::*;

#[scheduled_job(interval(hours = 1))]
#[scheduled_job(interval(hours = 2))]
fn report() {}

fn main() {}
