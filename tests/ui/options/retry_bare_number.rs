use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * *", retry(3))]
fn report() {}

fn main() {}
