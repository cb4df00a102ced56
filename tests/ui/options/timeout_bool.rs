use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * *", timeout = false)]
fn report() {}

fn main() {}
