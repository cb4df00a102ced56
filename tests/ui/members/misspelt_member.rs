use aps_runtime::prelude::*;

#[scheduled_job(and(corn = "0 5 * * *", cron = "0 6 * * *"))]
fn report() {}

fn main() {}
