use aps_runtime::prelude::*;

#[scheduled_job(cron = b"0 0 * * *")]
fn report() {}

fn main() {}
