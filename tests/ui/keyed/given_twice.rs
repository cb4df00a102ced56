use aps_runtime::prelude::*;

#[scheduled_job(cron(hour = 5, hour = 6))]
fn report() {}

fn main() {}
