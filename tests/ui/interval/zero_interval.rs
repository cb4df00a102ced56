use aps_runtime::prelude::*;

#[scheduled_job(interval(hours = 0))]
fn report() {}

fn main() {}
