use aps_runtime::prelude::*;

#[scheduled_job(or(cron = "0 5 * * *", cron = "0 6 * * *"), dst_overlap = "both")]
fn report() {}

fn main() {}
