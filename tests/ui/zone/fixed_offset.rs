use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 5 * * *", timezone = "+02:00")]
fn report() {}

fn main() {}
