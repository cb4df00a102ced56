use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * *"; id = "report")]
fn report() {}

fn main() {}
