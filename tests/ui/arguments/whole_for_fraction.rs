use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * *", args = (5,))]
fn heat(_celsius: f64) {}

fn main() {}
