use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * *", job_store = "durable")]
fn report() {}

fn main() {}
