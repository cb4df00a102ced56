use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 5 * * * # every morning")]
fn report() {}

fn main() {}
