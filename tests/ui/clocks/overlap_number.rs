use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * *", dst_overlap = 2)]
fn report() {}

fn main() {}
