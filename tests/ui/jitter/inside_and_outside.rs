use aps_runtime::prelude::*;

#[scheduled_job(cron(hour = 5, jitter = "5m"), jitter = "10m")]
fn report() {}

fn main() {}
