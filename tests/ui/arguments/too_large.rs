use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * *", args = (300,))]
fn resize(_factor: u8) {}

fn main() {}
