use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * *", interval = "1h", date = "2030-01-31")]
fn report() {}

fn main() {}
