use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * monday")]
fn report() {}

fn main() {}
