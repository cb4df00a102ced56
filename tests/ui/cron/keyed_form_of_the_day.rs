use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 3rd * *")]
fn report() {}

fn main() {}
