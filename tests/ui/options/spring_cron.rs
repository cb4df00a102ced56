use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * * *", zone = "UTC")]
fn report() {}

fn main() {}
