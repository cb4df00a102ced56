use aps_runtime::prelude::*;

#[scheduled_job(or(cron = "0 5 * * *", cron = "0 6 * * *", timezone = "Europe/Berlin"))]
fn report() {}

fn main() {}
