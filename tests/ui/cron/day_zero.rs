use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 0 * *")]
fn report() {}

fn main() {}
