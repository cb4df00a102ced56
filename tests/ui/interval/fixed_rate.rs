use aps_runtime::prelude::*;

#[scheduled_job(fixed_rate = 5000)]
fn report() {}

fn main() {}
