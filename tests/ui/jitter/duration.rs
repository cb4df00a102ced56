use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * *", jitter = Duration::from_secs(120))]
fn report() {}

fn main() {}
