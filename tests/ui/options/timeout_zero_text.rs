use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * *", timeout = "0s")]
fn report() {}

fn main() {}
