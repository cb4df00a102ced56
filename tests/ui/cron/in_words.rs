use aps_runtime::prelude::*;

#[scheduled_job(cron = "every 5 minutes")]
fn report() {}

fn main() {}
