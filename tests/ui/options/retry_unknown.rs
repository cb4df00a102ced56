use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * *", retry(attempts = 3, jitter = "5s"))]
fn report() {}

fn main() {}
