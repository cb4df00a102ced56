use aps_runtime::prelude::*;

#[scheduled_job(cron(interval(hours = 2)))]
fn report() {}

fn main() {}
