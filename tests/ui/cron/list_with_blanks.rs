use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * mon, wed, fri")]
fn report() {}

fn main() {}
