use aps_runtime::prelude::*;

#[scheduled_job(cron(year = 10000))]
fn report() {}

fn main() {}
