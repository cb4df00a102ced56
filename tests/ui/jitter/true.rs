use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * *", jitter = true)]
fn report() {}

fn main() {}
