use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 30 feb *")]
fn report() {}

fn main() {}
