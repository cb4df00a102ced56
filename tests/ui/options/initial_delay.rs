use aps_runtime::prelude::*;

#[scheduled_job(interval = "5m", initial_delay = 5000)]
fn report() {}

fn main() {}
