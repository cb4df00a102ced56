use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * *", retry(attempts = 3, delay = "1m", max_delay = "10s"))]
fn report() {}

fn main() {}
