use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * *", tags = ["a", "b"])]
fn report() {}

fn main() {}
