use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 5 * * *", timezone = "America/New York")]
fn report() {}

fn main() {}
