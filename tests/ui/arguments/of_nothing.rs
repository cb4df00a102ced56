use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * *", args = ())]
fn mail(_to: String, _count: u32) {}

fn main() {}
