use aps_runtime::prelude::*;

#[scheduled_job(interval = Duration::from_secs(5))]
fn report() {}

fn main() {}
