use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * *", retry(attempts = 3, factor = 1.5))]
fn report() {}

fn main() {}
