use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * *", id = true)]
fn report() {}

fn main() {}
