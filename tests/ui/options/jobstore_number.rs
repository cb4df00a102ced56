use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * *", jobstore = 1)]
fn report() {}

fn main() {}
