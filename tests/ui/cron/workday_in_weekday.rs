use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * 15W")]
fn report() {}

fn main() {}
