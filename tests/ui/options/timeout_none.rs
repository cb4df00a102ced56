use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * *", timeout = None)]
fn report() {}

fn main() {}
