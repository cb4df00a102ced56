use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * *", id = "größe")]
fn report() {}

fn main() {}
