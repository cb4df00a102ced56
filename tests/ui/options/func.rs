use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * *", func = report)]
fn report() {}

fn main() {}
