use aps_runtime::prelude::*;

#[scheduled_job(and(cron = "0 5 * * *", cron(day = 13)), start_date = "2030-01-31")]
fn report() {}

fn main() {}
