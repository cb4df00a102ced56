use aps_runtime::prelude::*;

#[scheduled_job(cron("0 0 * * *", timezone = "UTC"))]
fn report() {}

fn main() {}
