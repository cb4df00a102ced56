use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * *", enabled = false)]
fn report() {}

fn main() {}
