use aps_runtime::prelude::*;

#[scheduled_job(interval(min = 5))]
fn report() {}

fn main() {}
