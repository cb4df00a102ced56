use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * *", id = "report", interval(hours = 2))]
fn report() {}

fn main() {}
