use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * *", jitter = 2m)]
fn report() {}

fn main() {}
