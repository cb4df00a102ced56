use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 5 * * *", timezone = "IST")]
fn report() {}

fn main() {}
