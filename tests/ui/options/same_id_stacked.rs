use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * *", id = "report")]
#[scheduled_job(cron = "0 5 * * *", id = "report")]
fn report() {}

fn main() {}
