use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 5 * * *", timezone = "PST")]
fn report() {}

fn main() {}
