use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * fri#6")]
fn report() {}

fn main() {}
