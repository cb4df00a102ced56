use aps_runtime::prelude::*;

#[scheduled_job(cron = "0 0 * * *", job_id = "q")]
fn report() {}

fn main() {}
