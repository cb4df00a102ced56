use aps_runtime::prelude::*;

#[scheduled_job(cron = "0.5 * * * *")]
fn report() {}

fn main() {}
