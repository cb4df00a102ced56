use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * *", crate = "aps_runtime")]
fn report() {}

fn main() {}
