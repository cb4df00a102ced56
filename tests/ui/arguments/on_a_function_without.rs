use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * *", args = ("ann",))]
fn report() {}

fn main() {}
