use aps_runtime::prelude::*;

#[scheduled_job(CRON = "0 0 * * *")]
fn report() {}

fn main() {}
