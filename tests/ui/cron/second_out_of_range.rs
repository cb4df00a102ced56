use aps_runtime::prelude::*;

#[scheduled_job(cron = "60 0 0 * * *")]
fn report() {}

fn main() {}
