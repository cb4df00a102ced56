use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * *", dst_gap = "forward")]
fn report() {}

fn main() {}
