use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * *", id = "a", id = "b")]
fn report() {}

fn main() {}
