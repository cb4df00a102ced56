use aps_runtime::prelude::*;

#[scheduled_job(cron(year = 2030, month = 2, day = 29))]
fn report() {}

fn main() {}
