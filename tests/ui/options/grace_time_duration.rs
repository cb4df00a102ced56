use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * *", misfire_grace_time = Duration::from_secs(3))]
fn report() {}

fn main() {}
