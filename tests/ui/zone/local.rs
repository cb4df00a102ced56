use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 5 * * *", timezone = "local")]
fn report() {}

fn main() {}
