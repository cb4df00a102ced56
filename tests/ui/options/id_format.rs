use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * *", id = format!("report"))]
fn report() {}

fn main() {}
