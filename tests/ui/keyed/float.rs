use aps_runtime::prelude::*;

#[scheduled_job(cron(hour = 5.5))]
fn report() {}

fn main() {}
