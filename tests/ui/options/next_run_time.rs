use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * *", next_run_time = "2030-01-31")]
fn report() {}

fn main() {}
