use aps_runtime::prelude::*;

#[scheduled_job(any(cron = "0 5 * * *", cron = "0 6 * * *"))]
fn report() {}

fn main() {}
