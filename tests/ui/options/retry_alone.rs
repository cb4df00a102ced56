use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * *", retry)]
fn report() {}

fn main() {}
