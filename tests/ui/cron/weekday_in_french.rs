use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * lun")]
fn report() {}

fn main() {}
