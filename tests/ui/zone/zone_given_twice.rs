use aps_runtime::prelude::*;

#[scheduled_job(cron = "CRON_TZ=Asia/Tokyo 0 5 * * *", timezone = "Europe/Berlin")]
fn report() {}

fn main() {}
