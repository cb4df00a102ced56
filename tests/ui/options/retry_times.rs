use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * *", retry(times = 3))]
fn report() {}

fn main() {}
