use aps_runtime::prelude::*;

#[scheduled_job(or(cron = "0 25 * * *", interval = "2 huors", date = "2030-02-30"))]
fn report() {}

fn main() {}
