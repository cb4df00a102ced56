use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * *", retries = 3)]
fn report() {}

fn main() {}
