use aps_runtime::prelude::*;

#[scheduled_job(cron = "60 * * * *")]
fn report() {}

fn main() {}
