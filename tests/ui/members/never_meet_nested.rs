use aps_runtime::prelude::*;

#[scheduled_job(or(cron = "0 0 * * *", and(cron = "0 8 * * *", cron = "0 9 * * *")))]
fn report() {}

fn main() {}
