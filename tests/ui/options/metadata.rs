use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * *", metadata = ("team", "a"))]
fn report() {}

fn main() {}
