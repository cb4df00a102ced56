use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * *", dst_overlap = "all")]
fn report() {}

fn main() {}
