use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * *", paused = "yes")]
fn report() {}

fn main() {}
