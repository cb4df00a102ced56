use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * *", id = "report")]
fn first() {}

#[scheduled_job(cron = "0 5 * * *", id = "report")]
fn second() {}

fn main() {}
