use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * *", enabled = true)]
fn report() {}

fn main() {}
