use aps_runtime::prelude::*;

#[scheduled_job(cron(year = 1969))]
fn report() {}

fn main() {}
