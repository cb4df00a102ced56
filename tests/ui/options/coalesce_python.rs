use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * *", coalesce = True)]
fn report() {}

fn main() {}
