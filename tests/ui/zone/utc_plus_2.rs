use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 5 * * *", timezone = "UTC+2")]
fn report() {}

fn main() {}
