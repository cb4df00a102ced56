use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * *", misfire_grace_time = "3")]
fn report() {}

fn main() {}
