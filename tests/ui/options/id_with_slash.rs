use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * *", id = "reports/monthly")]
fn report() {}

fn main() {}
