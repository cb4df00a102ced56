use aps_runtime::prelude::*;

#[scheduled_job(cron(hour = 5, timeout = "5m"))]
fn report() {}

fn main() {}
