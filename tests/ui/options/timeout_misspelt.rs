use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * *", time_out = 90)]
fn report() {}

fn main() {}
