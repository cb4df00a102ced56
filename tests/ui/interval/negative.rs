use aps_runtime::prelude::*;

#[scheduled_job(interval(hours = -1))]
fn report() {}

fn main() {}
