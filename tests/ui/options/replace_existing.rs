use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * *", replace_existing = true)]
fn report() {}

fn main() {}
