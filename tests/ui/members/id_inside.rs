use aps_runtime::prelude::*;

#[scheduled_job(or(cron = "0 5 * * *", id = "report"))]
fn report() {}

fn main() {}
