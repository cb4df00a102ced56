use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * *", args = ("ann", -5))]
fn mail(_to: String, _count: u32) {}

fn main() {}
