use aps_runtime::prelude::*;

#[scheduled_job(cron = "2030-01-31")]
fn report() {}

fn main() {}
