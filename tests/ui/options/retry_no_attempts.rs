use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * *", retry(delay = "5s"))]
fn report() {}

fn main() {}
