use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 5 * * *", tz = "Europe/Berlin")]
fn report() {}

fn main() {}
