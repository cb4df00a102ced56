use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 1 13 *")]
fn report() {}

fn main() {}
