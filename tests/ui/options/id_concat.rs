use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * *", id = "a" + "b")]
fn report() {}

fn main() {}
