use aps_runtime::prelude::*;

#[scheduled_job(cron(hour = (9, 17)))]
fn report() {}

fn main() {}
