use aps_runtime::prelude::*;

#[scheduled_job(cron(month = 4, day = 31))]
fn report() {}

fn main() {}
