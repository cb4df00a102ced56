use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * *", jitter = -5)]
fn report() {}

fn main() {}
