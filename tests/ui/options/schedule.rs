use aps_runtime::prelude::*;

#[scheduled_job(schedule = "0 0 * * *")]
fn report() {}

fn main() {}
