use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * *", dst_gap = skip)]
fn report() {}

fn main() {}
