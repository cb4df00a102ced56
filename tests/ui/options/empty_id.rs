use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * *", id = "")]
fn report() {}

fn main() {}
