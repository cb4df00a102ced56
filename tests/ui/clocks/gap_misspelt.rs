use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * *", dst_gap = "skp")]
fn report() {}

fn main() {}
