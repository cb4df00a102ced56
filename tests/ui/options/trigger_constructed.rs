use aps_runtime::prelude::*;

#[scheduled_job(CronTrigger(hour = 5))]
fn report() {}

fn main() {}
