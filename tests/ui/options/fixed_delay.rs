use aps_runtime::prelude::*;

#[scheduled_job(fixed_delay = 5000)]
fn report() {}

fn main() {}
