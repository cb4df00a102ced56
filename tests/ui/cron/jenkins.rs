use aps_runtime::prelude::*;

#[scheduled_job(cron = "H/15 * * * *")]
fn report() {}

fn main() {}
