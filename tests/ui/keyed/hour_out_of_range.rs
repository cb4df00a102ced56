use aps_runtime::prelude::*;

#[scheduled_job(cron(hour = 24))]
fn report() {}

fn main() {}
