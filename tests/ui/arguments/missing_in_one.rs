use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * *", id = "nightly", args = ("ann", 5))]
#[scheduled_job(interval = "2h", id = "often")]
fn mail(_to: String, _count: u32) {}

fn main() {}
